// A SQLite VFS for tests, on top of the system's own: it makes chosen operations fail, and it plays a disk
// that forgets what was not synced when the power goes.
#ifndef ORBWEAVER_FAULTVFS_H
#define ORBWEAVER_FAULTVFS_H

#include <stdint.h>

typedef struct faultvfs faultvfs;

// Operations that can be counted and made to fail, as bits.
enum {
    FAULTVFS_OPEN = 1,
    FAULTVFS_READ = 2,
    FAULTVFS_WRITE = 4,
    FAULTVFS_TRUNCATE = 8,
    FAULTVFS_SYNC = 16,
    FAULTVFS_DELETE = 32,
    FAULTVFS_SHARED_MEMORY = 64,
    FAULTVFS_LOCK = 128,
    FAULTVFS_SIZE = 256,
};

// What happens at the chosen operation.
enum {
    // It fails with SQLITE_IOERR_..., without effect.
    FAULTVFS_FAIL,
    // As when the disk is full: SQLITE_FULL, without effect.
    FAULTVFS_FULL,
    // A write stores its first half, then the disk is full. Other operations: as FULL.
    FAULTVFS_SHORT,
    // It takes effect and fails all the same.
    FAULTVFS_FAIL_AFTER,
    // The power goes: without effect, and every later operation fails until power is restored.
    FAULTVFS_POWER_CUT,
};

// What a disk keeps of the writes after a file's last sync.
enum {
    // All of them: as after kill -9.
    FAULTVFS_KEEP_ALL,
    // None.
    FAULTVFS_KEEP_NONE,
    // Each wholly, not at all, or some of its 512-byte sectors, by chance.
    FAULTVFS_KEEP_SOME,
};

// Registers a VFS under `name`. Syncs do not reach the real disk: what survives is decided here.
faultvfs *faultvfs_create(const char *name);
// Unregisters it; every file must be closed.
void faultvfs_destroy(faultvfs *vfs);

// From now on the `nth` operation (from 1) among `operations` meets `fault`; all later ones too when `sticky`.
void faultvfs_arm(faultvfs *vfs, unsigned operations, long nth, int fault, int sticky);
void faultvfs_disarm(faultvfs *vfs);
// How many operations met a fault since the last call of arm.
long faultvfs_faults(faultvfs *vfs);
// Operations among those armed for since then.
long faultvfs_count(faultvfs *vfs);

// Takes the power now.
void faultvfs_cut_power(faultvfs *vfs);
int faultvfs_has_power(faultvfs *vfs);
// Puts on disk what it kept, and gives power again. Files opened before stay dead; open them anew.
void faultvfs_restore_power(faultvfs *vfs, int keep, uint64_t seed);

#endif
