#include "faultvfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

// A write (data set), a truncation (data NULL, offset the new size) or a deletion (offset -1) that was not
// synced yet.
typedef struct pending {
    struct pending *next;
    unsigned char *data;
    sqlite3_int64 offset;
    int length;
} pending;

// What the disk holds of one file for sure, and what came after.
typedef struct image {
    struct image *next;
    char *path;
    unsigned char *bytes;
    sqlite3_int64 size, capacity;
    pending *first, **last;
} image;

struct faultvfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    char *name;
    pthread_mutex_t mutex;
    image *images;
    unsigned operations;
    long nth, count, faults;
    int fault, sticky, armed;
    int has_power;
    // Grows with each cut: files of an older life stay dead.
    long life;
};

typedef struct {
    sqlite3_file base;
    faultvfs *owner;
    image *image;
    long life;
    // The first sync of a new log or journal is one of the folder too, as in SQLite's own VFS.
    int syncs_folder;
    // The system's file follows in the same allocation.
    sqlite3_file real[];
} file;

static file *as_file(sqlite3_file *base) { return (file *)base; }
static sqlite3_file *real_of(sqlite3_file *base) { return as_file(base)->real; }

// MARK: Images

static void image_resize(image *image, sqlite3_int64 size) {
    if (size > image->capacity) {
        image->capacity = size * 2;
        image->bytes = realloc(image->bytes, (size_t)image->capacity);
    }
    if (size > image->size) memset(image->bytes + image->size, 0, (size_t)(size - image->size));
    image->size = size;
}

static void image_put(image *image, const unsigned char *data, sqlite3_int64 offset, int length) {
    if (image->size < offset + length) image_resize(image, offset + length);
    memcpy(image->bytes + offset, data, (size_t)length);
}

static void image_add(image *image, const void *data, sqlite3_int64 offset, int length) {
    pending *change = calloc(1, sizeof *change);
    change->offset = offset;
    change->length = length;
    if (data) {
        change->data = malloc((size_t)length);
        memcpy(change->data, data, (size_t)length);
    }
    *image->last = change;
    image->last = &change->next;
}

static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

// Applies what waits, as far as `keep` lets it, and forgets the rest.
static void image_settle(image *image, int keep, uint64_t *random) {
    for (pending *change = image->first; change;) {
        uint64_t chance = keep == FAULTVFS_KEEP_SOME ? next_random(random) % 3 : keep == FAULTVFS_KEEP_ALL;
        if (!change->data) {
            if (chance) image_resize(image, change->offset < 0 ? 0 : change->offset);
        } else if (chance == 1) {
            image_put(image, change->data, change->offset, change->length);
        } else if (chance == 2) {
            for (int start = 0; start < change->length; start += SECTOR) {
                int length = change->length - start < SECTOR ? change->length - start : SECTOR;
                if (next_random(random) & 1)
                    image_put(image, change->data + start, change->offset + start, length);
            }
        }
        pending *done = change;
        change = change->next;
        free(done->data);
        free(done);
    }
    image->first = NULL;
    image->last = &image->first;
}

// Makes deletions last, and with each what came before it.
static void folder_settle(faultvfs *vfs) {
    for (image *image = vfs->images; image; image = image->next) {
        pending *last = NULL;
        for (pending *change = image->first; change; change = change->next)
            if (change->offset < 0) last = change;
        if (!last) continue;
        pending *rest = last->next, **end = image->last;
        last->next = NULL;
        image_settle(image, FAULTVFS_KEEP_ALL, NULL);
        image->first = rest;
        image->last = rest ? end : &image->first;
    }
}

// The image of the file at `path`, made of its present content when it is new here.
static image *image_of(faultvfs *vfs, const char *path) {
    for (image *image = vfs->images; image; image = image->next)
        if (strcmp(image->path, path) == 0) return image;
    image *image = calloc(1, sizeof *image);
    image->path = strdup(path);
    image->last = &image->first;
    FILE *stream = fopen(path, "rb");
    if (stream) {
        unsigned char block[65536];
        size_t length;
        while ((length = fread(block, 1, sizeof block, stream)) > 0)
            image_put(image, block, image->size, (int)length);
        fclose(stream);
    }
    image->next = vfs->images;
    vfs->images = image;
    return image;
}

static void image_write_out(image *image) {
    if (image->size == 0) {
        unlink(image->path);
        return;
    }
    FILE *stream = fopen(image->path, "wb");
    if (!stream) return;
    fwrite(image->bytes, 1, (size_t)image->size, stream);
    fclose(stream);
}

// MARK: Faults

// The fault that meets this operation, or -1. The mutex is held.
static int meet(faultvfs *vfs, unsigned operation) {
    if (!vfs->armed || !(vfs->operations & operation)) return -1;
    vfs->count++;
    if (vfs->count != vfs->nth && !(vfs->sticky && vfs->count > vfs->nth)) return -1;
    vfs->faults++;
    if (vfs->fault == FAULTVFS_POWER_CUT) {
        vfs->has_power = 0;
        vfs->life++;
    }
    return vfs->fault;
}

static int is_alive(file *file) { return file->owner->has_power && file->life == file->owner->life; }

static int code_of(int fault, int ioerr) {
    return fault == FAULTVFS_FULL || fault == FAULTVFS_SHORT ? SQLITE_FULL : ioerr;
}

// MARK: File methods

static int x_close(sqlite3_file *base) { return real_of(base)->pMethods->xClose(real_of(base)); }

static int x_read(sqlite3_file *base, void *data, int length, sqlite3_int64 offset) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_READ);
    int alive = is_alive(as_file(base));
    pthread_mutex_unlock(&vfs->mutex);
    if (!alive || fault >= 0) return SQLITE_IOERR_READ;
    return real_of(base)->pMethods->xRead(real_of(base), data, length, offset);
}

static int x_write(sqlite3_file *base, const void *data, int length, sqlite3_int64 offset) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_WRITE);
    int code = is_alive(as_file(base)) ? SQLITE_OK : SQLITE_IOERR_WRITE;
    if (code == SQLITE_OK && fault >= 0) {
        code = code_of(fault, SQLITE_IOERR_WRITE);
        length = fault == FAULTVFS_SHORT ? length / 2 : fault == FAULTVFS_FAIL_AFTER ? length : 0;
    }
    if (code == SQLITE_OK || (fault >= 0 && length > 0 && is_alive(as_file(base)))) {
        int written = real_of(base)->pMethods->xWrite(real_of(base), data, length, offset);
        if (written == SQLITE_OK) image_add(as_file(base)->image, data, offset, length);
        if (code == SQLITE_OK) code = written;
    }
    pthread_mutex_unlock(&vfs->mutex);
    return code;
}

static int x_truncate(sqlite3_file *base, sqlite3_int64 size) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_TRUNCATE);
    int code = is_alive(as_file(base)) && fault < 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
    if (code == SQLITE_OK || (fault == FAULTVFS_FAIL_AFTER && is_alive(as_file(base)))) {
        int done = real_of(base)->pMethods->xTruncate(real_of(base), size);
        if (done == SQLITE_OK) image_add(as_file(base)->image, NULL, size, 0);
        if (code == SQLITE_OK) code = done;
    }
    pthread_mutex_unlock(&vfs->mutex);
    return code;
}

static int x_sync(sqlite3_file *base, int flags) {
    (void)flags;
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_SYNC);
    int alive = is_alive(as_file(base));
    if (alive && (fault < 0 || fault == FAULTVFS_FAIL_AFTER)) {
        image_settle(as_file(base)->image, FAULTVFS_KEEP_ALL, NULL);
        if (as_file(base)->syncs_folder) folder_settle(vfs);
        as_file(base)->syncs_folder = 0;
    }
    pthread_mutex_unlock(&vfs->mutex);
    if (!alive) return SQLITE_IOERR_FSYNC;
    return fault < 0 ? SQLITE_OK : code_of(fault, SQLITE_IOERR_FSYNC);
}

static int x_file_size(sqlite3_file *base, sqlite3_int64 *size) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_SIZE);
    int alive = is_alive(as_file(base));
    pthread_mutex_unlock(&vfs->mutex);
    if (!alive || fault >= 0) return SQLITE_IOERR_FSTAT;
    return real_of(base)->pMethods->xFileSize(real_of(base), size);
}

static int x_lock(sqlite3_file *base, int level) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_LOCK);
    pthread_mutex_unlock(&vfs->mutex);
    if (fault >= 0) return SQLITE_IOERR_LOCK;
    return real_of(base)->pMethods->xLock(real_of(base), level);
}

static int x_unlock(sqlite3_file *base, int level) {
    return real_of(base)->pMethods->xUnlock(real_of(base), level);
}

static int x_check_reserved_lock(sqlite3_file *base, int *result) {
    return real_of(base)->pMethods->xCheckReservedLock(real_of(base), result);
}

static int x_file_control(sqlite3_file *base, int operation, void *argument) {
    // Size hints and chunk sizes would change the file behind the image's back.
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return real_of(base)->pMethods->xFileControl(real_of(base), operation, argument);
}

static int x_sector_size(sqlite3_file *base) {
    (void)base;
    return SECTOR;
}

static int x_device_characteristics(sqlite3_file *base) {
    (void)base;
    return 0;
}

static int x_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **address) {
    faultvfs *vfs = as_file(base)->owner;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_SHARED_MEMORY);
    int alive = is_alive(as_file(base));
    pthread_mutex_unlock(&vfs->mutex);
    if (!alive || fault >= 0) return code_of(fault, SQLITE_IOERR_SHMMAP);
    return real_of(base)->pMethods->xShmMap(real_of(base), page, size, extend, address);
}

static int x_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    return real_of(base)->pMethods->xShmLock(real_of(base), offset, count, flags);
}

static void x_shm_barrier(sqlite3_file *base) { real_of(base)->pMethods->xShmBarrier(real_of(base)); }

static int x_shm_unmap(sqlite3_file *base, int remove) {
    return real_of(base)->pMethods->xShmUnmap(real_of(base), remove);
}

static const sqlite3_io_methods methods = {
    2,         x_close,   x_read,         x_write,     x_truncate,
    x_sync,    x_file_size, x_lock,       x_unlock,    x_check_reserved_lock,
    x_file_control, x_sector_size, x_device_characteristics, x_shm_map, x_shm_lock,
    x_shm_barrier, x_shm_unmap, NULL, NULL,
};

// MARK: VFS methods

static faultvfs *as_vfs(sqlite3_vfs *vfs) { return (faultvfs *)vfs->pAppData; }

static int x_open(sqlite3_vfs *base, sqlite3_filename path, sqlite3_file *result, int flags, int *out) {
    faultvfs *vfs = as_vfs(base);
    file *opened = as_file(result);
    opened->base.pMethods = NULL;
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_OPEN);
    int code = vfs->has_power && fault < 0 ? SQLITE_OK : code_of(fault, SQLITE_CANTOPEN);
    if (code == SQLITE_OK) code = vfs->real->xOpen(vfs->real, path, opened->real, flags, out);
    if (code == SQLITE_OK) {
        opened->owner = vfs;
        opened->life = vfs->life;
        opened->image = image_of(vfs, path ? path : "");
        opened->syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & SQLITE_OPEN_MAIN_DB) == 0;
        opened->base.pMethods = &methods;
    }
    pthread_mutex_unlock(&vfs->mutex);
    return code;
}

static int x_delete(sqlite3_vfs *base, const char *path, int sync) {
    faultvfs *vfs = as_vfs(base);
    pthread_mutex_lock(&vfs->mutex);
    int fault = meet(vfs, FAULTVFS_DELETE);
    int code = vfs->has_power && fault < 0 ? SQLITE_OK : SQLITE_IOERR_DELETE;
    if (code == SQLITE_OK) code = vfs->real->xDelete(vfs->real, path, 0);
    // A deleted file is as good as an empty one to SQLite; without a sync the old one may come back.
    if (code == SQLITE_OK) {
        image *image = image_of(vfs, path);
        image_add(image, NULL, -1, 0);
        if (sync) image_settle(image, FAULTVFS_KEEP_ALL, NULL);
    }
    pthread_mutex_unlock(&vfs->mutex);
    return code;
}

static int x_access(sqlite3_vfs *base, const char *path, int flags, int *result) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xAccess(vfs->real, path, flags, result);
}

static int x_full_pathname(sqlite3_vfs *base, const char *path, int size, char *result) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xFullPathname(vfs->real, path, size, result);
}

static int x_randomness(sqlite3_vfs *base, int size, char *bytes) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xRandomness(vfs->real, size, bytes);
}

static int x_sleep(sqlite3_vfs *base, int microseconds) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xSleep(vfs->real, microseconds);
}

static int x_current_time(sqlite3_vfs *base, double *time) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xCurrentTime(vfs->real, time);
}

static int x_last_error(sqlite3_vfs *base, int size, char *text) {
    (void)base, (void)size, (void)text;
    return 0;
}

static int x_current_time_int64(sqlite3_vfs *base, sqlite3_int64 *time) {
    faultvfs *vfs = as_vfs(base);
    return vfs->real->xCurrentTimeInt64(vfs->real, time);
}

// MARK: The door for tests

faultvfs *faultvfs_create(const char *name) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    faultvfs *vfs = calloc(1, sizeof *vfs);
    vfs->real = real;
    vfs->name = strdup(name);
    vfs->has_power = 1;
    pthread_mutex_init(&vfs->mutex, NULL);
    vfs->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(file) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = vfs->name,
        .pAppData = vfs,
        .xOpen = x_open,
        .xDelete = x_delete,
        .xAccess = x_access,
        .xFullPathname = x_full_pathname,
        .xRandomness = x_randomness,
        .xSleep = x_sleep,
        .xCurrentTime = x_current_time,
        .xGetLastError = x_last_error,
        .xCurrentTimeInt64 = x_current_time_int64,
    };
    sqlite3_vfs_register(&vfs->vfs, 0);
    return vfs;
}

void faultvfs_destroy(faultvfs *vfs) {
    sqlite3_vfs_unregister(&vfs->vfs);
    while (vfs->images) {
        image *image = vfs->images;
        vfs->images = image->next;
        image_settle(image, FAULTVFS_KEEP_NONE, NULL);
        free(image->bytes);
        free(image->path);
        free(image);
    }
    pthread_mutex_destroy(&vfs->mutex);
    free(vfs->name);
    free(vfs);
}

void faultvfs_arm(faultvfs *vfs, unsigned operations, long nth, int fault, int sticky) {
    pthread_mutex_lock(&vfs->mutex);
    vfs->operations = operations;
    vfs->nth = nth;
    vfs->fault = fault;
    vfs->sticky = sticky;
    vfs->count = vfs->faults = 0;
    vfs->armed = 1;
    pthread_mutex_unlock(&vfs->mutex);
}

void faultvfs_disarm(faultvfs *vfs) {
    pthread_mutex_lock(&vfs->mutex);
    vfs->armed = 0;
    pthread_mutex_unlock(&vfs->mutex);
}

long faultvfs_faults(faultvfs *vfs) {
    pthread_mutex_lock(&vfs->mutex);
    long faults = vfs->faults;
    pthread_mutex_unlock(&vfs->mutex);
    return faults;
}

long faultvfs_count(faultvfs *vfs) {
    pthread_mutex_lock(&vfs->mutex);
    long count = vfs->count;
    pthread_mutex_unlock(&vfs->mutex);
    return count;
}

void faultvfs_cut_power(faultvfs *vfs) {
    pthread_mutex_lock(&vfs->mutex);
    vfs->has_power = 0;
    vfs->life++;
    pthread_mutex_unlock(&vfs->mutex);
}

int faultvfs_has_power(faultvfs *vfs) {
    pthread_mutex_lock(&vfs->mutex);
    int has_power = vfs->has_power;
    pthread_mutex_unlock(&vfs->mutex);
    return has_power;
}

void faultvfs_restore_power(faultvfs *vfs, int keep, uint64_t seed) {
    pthread_mutex_lock(&vfs->mutex);
    uint64_t random = seed;
    for (image *image = vfs->images; image; image = image->next) {
        image_settle(image, keep, &random);
        image_write_out(image);
    }
    vfs->armed = 0;
    vfs->has_power = 1;
    pthread_mutex_unlock(&vfs->mutex);
}
