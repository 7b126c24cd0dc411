#ifndef CASEBOOK_CEXPAT_H
#define CASEBOOK_CEXPAT_H

#include <expat.h>

#endif
