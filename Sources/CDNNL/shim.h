#ifndef CASEBOOK_DNNL_SHIM_H
#define CASEBOOK_DNNL_SHIM_H

#include <oneapi/dnnl/dnnl.h>

// oneDNN computes with OpenMP; Casebook brings its own threads and has each compute alone.
extern void omp_set_num_threads(int);

#endif
