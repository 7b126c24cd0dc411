// renameat2 and syncfs stand behind feature macros that Swift's import of the C library does not set.
#define _GNU_SOURCE
#include "CRename.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE (1 << 1)
#endif

int casebook_rename_exchange(const char *first, const char *second) {
    long result = syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
    return result == 0 ? 0 : errno;
}

int casebook_sync_file_system(int descriptor) {
    return syncfs(descriptor) == 0 ? 0 : errno;
}
