/* Faults of a disk, without being root: loaded with LD_PRELOAD, it stands between a program and the calls of libc that
 * read and write files. The file named by IAFQ_FAULTS says what fails, one fault a line:
 *
 *     ERROR CALL [PART]        e.g. `ENOSPC write`, `EIO fsync pg_wal/`
 *
 * ERROR is ENOSPC, EIO or EDQUOT, or KILL@N, which kills the program in the N-th such call since it was started; CALL is read, write (whatever makes a file longer included) or fsync. With PART only
 * files whose path has it in it. No file, no fault. Only regular files beyond the standard streams are meant: never a
 * socket, a pipe or a log. The file itself is read by bare system calls, so that no fault stands in its own way. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* The number of an error; 0 where the call goes on. */
static int number(const char *name) {
    static int calls;
    if (strncmp(name, "KILL@", 5) == 0) {
        if (__sync_add_and_fetch(&calls, 1) == atoi(name + 5)) kill(getpid(), SIGKILL);
        return 0;
    }
    if (strcmp(name, "ENOSPC") == 0) return ENOSPC;
    if (strcmp(name, "EDQUOT") == 0) return EDQUOT;
    return EIO;
}

static int is_meant(int file, const char *part) {
    char link[64], path[4096];
    struct stat about;
    if (file <= 2 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
    if (part[0] == '\0') return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return strstr(path, part) != NULL;
}

/* The error number of a fault of this call on this file; 0 where there is none. */
static int fault(const char *call, int file) {
    int before = errno, found = 0;
    const char *control = getenv("IAFQ_FAULTS");
    if (control == NULL) return 0;
    long opened = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    if (opened >= 0) {
        char text[1024];
        long length = syscall(SYS_read, opened, text, sizeof text - 1);
        syscall(SYS_close, opened);
        text[length > 0 ? length : 0] = '\0';
        char *rest = NULL;
        for (char *line = strtok_r(text, "\n", &rest); line && !found; line = strtok_r(NULL, "\n", &rest)) {
            char error[16] = "", which[16] = "", part[256] = "";
            int words = sscanf(line, "%15s %15s %255s", error, which, part);
            if (words >= 2 && strcmp(which, call) == 0 && is_meant(file, part)) found = number(error);
        }
    }
    errno = before;
    return found;
}

/* A call with a fault before it. */
#define STANDS_BETWEEN(kind, result, name, declared, given) \
    result name declared {                                  \
        static result(*real) declared;                      \
        int error = fault(kind, file);                      \
        if (error != 0) {                                   \
            errno = error;                                  \
            return -1;                                      \
        }                                                   \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name); \
        return real given;                                  \
    }

STANDS_BETWEEN("write", ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length))
STANDS_BETWEEN("write", ssize_t, pwrite, (int file, const void *bytes, size_t length, off_t at), (file, bytes, length, at))
STANDS_BETWEEN("write", ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t at), (file, bytes, length, at))
STANDS_BETWEEN("write", ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
STANDS_BETWEEN("write", ssize_t, pwritev, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
STANDS_BETWEEN("write", ssize_t, pwritev64, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at))
STANDS_BETWEEN("write", int, ftruncate, (int file, off_t length), (file, length))
STANDS_BETWEEN("write", int, ftruncate64, (int file, off64_t length), (file, length))
STANDS_BETWEEN("write", int, fallocate, (int file, int mode, off_t from, off_t length), (file, mode, from, length))
STANDS_BETWEEN("write", int, fallocate64, (int file, int mode, off64_t from, off64_t length), (file, mode, from, length))
STANDS_BETWEEN("fsync", int, fsync, (int file), (file))
STANDS_BETWEEN("fsync", int, fdatasync, (int file), (file))
STANDS_BETWEEN("read", ssize_t, read, (int file, void *bytes, size_t length), (file, bytes, length))
STANDS_BETWEEN("read", ssize_t, pread, (int file, void *bytes, size_t length, off_t at), (file, bytes, length, at))
STANDS_BETWEEN("read", ssize_t, pread64, (int file, void *bytes, size_t length, off64_t at), (file, bytes, length, at))
STANDS_BETWEEN("read", ssize_t, preadv, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
STANDS_BETWEEN("read", ssize_t, preadv64, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at))

/* These give the error number instead of setting it. */
int posix_fallocate(int file, off_t from, off_t length) {
    static int (*real)(int, off_t, off_t);
    int error = fault("write", file);
    if (error != 0) return error;
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "posix_fallocate");
    return real(file, from, length);
}

int posix_fallocate64(int file, off64_t from, off64_t length) {
    static int (*real)(int, off64_t, off64_t);
    int error = fault("write", file);
    if (error != 0) return error;
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "posix_fallocate64");
    return real(file, from, length);
}
