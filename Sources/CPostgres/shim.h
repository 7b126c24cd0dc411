#ifndef CASEBOOK_CPOSTGRES_H
#define CASEBOOK_CPOSTGRES_H

#include <libpq-fe.h>

#endif
