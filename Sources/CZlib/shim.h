#ifndef CASEBOOK_CZLIB_H
#define CASEBOOK_CZLIB_H

#include <zlib.h>

#endif
