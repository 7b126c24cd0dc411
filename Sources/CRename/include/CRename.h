#ifndef CASEBOOK_RENAME_H
#define CASEBOOK_RENAME_H

/// Swaps two paths of one file system in one step (renameat2, RENAME_EXCHANGE). Returns 0 or an errno;
/// EINVAL, ENOSYS or ENOTSUP where the file system or the kernel cannot.
int casebook_rename_exchange(const char *first, const char *second);

/// Writes everything of the file system that holds the descriptor to its device (syncfs). Returns 0 or an errno.
int casebook_sync_file_system(int descriptor);

#endif
