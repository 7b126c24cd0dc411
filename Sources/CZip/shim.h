#ifndef CASEBOOK_CZIP_H
#define CASEBOOK_CZIP_H

#include <zip.h>

#endif
