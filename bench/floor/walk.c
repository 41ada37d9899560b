/*
 * walk: the floor for a parallel du. It makes the system calls that no walker can do without, openat, getdents64, statx
 * for each entry and close, and as little as possible besides: what it needs on a machine is what the kernel costs.
 *
 *   worker 0          worker 1          a worker pops its own newest item; an idle one takes half
 *   [dir dir dir] --> [dir]             of the fullest stack's oldest.
 *    oldest  newest
 *
 * An item is a directory to list, or a buffer of names of a large directory that still need statx.
 * The walk has ended when no item is left: `left` counts those made and not finished yet.
 *
 * walk [-j THREADS] DIR...    prints entries, directories, allocated bytes, errors.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, MAX_THREADS = 256 };

/* An open directory; children open relative to it and slices stat relative to it. */
struct dir {
    atomic_int refs;
    int fd;
};

struct item {
    struct dir *dir;  /* of a directory: its parent; of a slice: the directory itself */
    struct item *next; /* free list */
    char *slice;      /* getdents64 records, or NULL */
    int slice_bytes;
    char name[256];
};

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[];
};

struct worker {
    _Alignas(128) pthread_mutex_t lock; /* of the ring */
    struct item **ring;                 /* items at head .. tail-1, modulo size */
    _Atomic size_t head, tail;
    size_t size;

    _Alignas(128) struct item *free_items;
    char *buffer;
    uint64_t entries, dirs, blocks, errors;
    pthread_t thread;
};

static struct worker workers[MAX_THREADS];
static unsigned worker_count;
static atomic_long left;

/* Hard links, 64 shards; only files with more than one link come here. */
static struct shard {
    _Alignas(128) pthread_mutex_t lock;
    struct node { uint64_t dev, ino; } *slots; /* ino 0 means free */
    size_t size, used;
} shards[64];

static uint64_t hash(uint64_t dev, uint64_t ino)
{
    uint64_t h = (ino ^ dev * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    return h ^ h >> 32;
}

static size_t probe(struct shard *s, uint64_t h, uint64_t dev, uint64_t ino)
{
    size_t i = h >> 6 & (s->size - 1);
    while (s->slots[i].ino && (s->slots[i].ino != ino || s->slots[i].dev != dev))
        i = (i + 1) & (s->size - 1);
    return i;
}

static int first_link(uint64_t dev, uint64_t ino)
{
    uint64_t h = hash(dev, ino);
    struct shard *s = &shards[h & 63];
    pthread_mutex_lock(&s->lock);
    if (s->used * 2 >= s->size) {
        struct shard old = *s;
        s->size = old.size ? old.size * 2 : 64;
        s->slots = calloc(s->size, sizeof *s->slots);
        for (size_t i = 0; i < old.size; i++)
            if (old.slots[i].ino)
                s->slots[probe(s, hash(old.slots[i].dev, old.slots[i].ino), old.slots[i].dev, old.slots[i].ino)] = old.slots[i];
        free(old.slots);
    }
    size_t i = probe(s, h, dev, ino);
    int is_new = !s->slots[i].ino;
    if (is_new) {
        s->slots[i] = (struct node){ dev, ino };
        s->used++;
    }
    pthread_mutex_unlock(&s->lock);
    return is_new;
}

static void push(struct worker *w, struct item *item)
{
    pthread_mutex_lock(&w->lock);
    if (w->tail - w->head == w->size) {
        size_t size = w->size ? w->size * 2 : 256;
        struct item **ring = malloc(size * sizeof *ring);
        for (size_t i = w->head; i != w->tail; i++)
            ring[i & (size - 1)] = w->ring[i & (w->size - 1)];
        free(w->ring);
        w->ring = ring;
        w->size = size;
    }
    w->ring[w->tail & (w->size - 1)] = item;
    w->tail++;
    pthread_mutex_unlock(&w->lock);
}

static struct item *pop(struct worker *w)
{
    struct item *item = NULL;
    pthread_mutex_lock(&w->lock);
    if (w->tail != w->head) {
        w->tail--;
        item = w->ring[w->tail & (w->size - 1)];
    }
    pthread_mutex_unlock(&w->lock);
    return item;
}

/* Moves half of the fullest other stack, its oldest items, to w; returns one of them. */
static struct item *steal(struct worker *w)
{
    struct worker *victim = NULL;
    size_t most = 0;
    for (unsigned i = 0; i < worker_count; i++) {
        size_t count = workers[i].tail - workers[i].head; /* a racy look; it may wrap, the lock below decides */
        if (&workers[i] != w && count > most && count < SIZE_MAX / 2) {
            most = count;
            victim = &workers[i];
        }
    }
    if (!victim)
        return NULL;

    struct item *taken[64];
    pthread_mutex_lock(&victim->lock);
    size_t count = (victim->tail - victim->head + 1) / 2;
    if (count > 64)
        count = 64;
    for (size_t i = 0; i < count; i++)
        taken[i] = victim->ring[(victim->head + i) & (victim->size - 1)];
    victim->head += count;
    pthread_mutex_unlock(&victim->lock);

    for (size_t i = 1; i < count; i++)
        push(w, taken[i]);
    return count ? taken[0] : NULL;
}

static struct item *new_item(struct worker *w, struct dir *dir)
{
    struct item *item = w->free_items;
    if (item)
        w->free_items = item->next;
    else
        item = malloc(sizeof *item);
    atomic_fetch_add_explicit(&dir->refs, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&left, 1, memory_order_relaxed);
    item->dir = dir;
    item->slice = NULL;
    return item;
}

static void release(struct dir *dir)
{
    if (atomic_fetch_sub(&dir->refs, 1) == 1) {
        close(dir->fd);
        free(dir);
    }
}

static void stat_entry(struct worker *w, int fd, const char *name, int flags)
{
    struct statx st;
    if (statx(fd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC | flags,
              STATX_TYPE | STATX_NLINK | STATX_INO | STATX_BLOCKS, &st) != 0) {
        w->errors++;
        return;
    }
    w->entries++;
    if (st.stx_nlink > 1 && !S_ISDIR(st.stx_mode)
        && !first_link((uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor, st.stx_ino))
        return;
    w->blocks += st.stx_blocks;
}

static void stat_names(struct worker *w, int fd, const char *names, int bytes)
{
    for (int at = 0; at < bytes;) {
        const struct linux_dirent64 *d = (const void *)(names + at);
        at += d->d_reclen;
        if (d->d_name[0] == '.' && (!d->d_name[1] || (d->d_name[1] == '.' && !d->d_name[2])))
            continue;
        stat_entry(w, fd, d->d_name, 0);
    }
}

/* Directories first, so that others find work; DT_UNKNOWN is not met on the file systems that this yardstick runs on. */
static void push_children(struct worker *w, struct dir *dir, const char *names, int bytes)
{
    for (int at = 0; at < bytes;) {
        const struct linux_dirent64 *d = (const void *)(names + at);
        at += d->d_reclen;
        if (d->d_type != DT_DIR || (d->d_name[0] == '.' && (!d->d_name[1] || (d->d_name[1] == '.' && !d->d_name[2]))))
            continue;
        struct item *item = new_item(w, dir);
        strcpy(item->name, d->d_name);
        push(w, item);
    }
}

static void finish(struct worker *w, struct item *item)
{
    release(item->dir);
    item->next = w->free_items;
    w->free_items = item;
    atomic_fetch_sub(&left, 1); /* after its children were counted in: work() may end at 0 */
}

static void finish_slice(struct worker *w, struct item *item)
{
    stat_names(w, item->dir->fd, item->slice, item->slice_bytes);
    free(item->slice);
    finish(w, item);
}

static void list(struct worker *w, int fd)
{
    struct dir *dir = malloc(sizeof *dir);
    dir->fd = fd;
    dir->refs = 1;
    w->dirs++;
    for (int first = 1;; first = 0) {
        long bytes = syscall(SYS_getdents64, fd, w->buffer, BUFFER);
        if (bytes <= 0) {
            w->errors += bytes < 0;
            break;
        }
        push_children(w, dir, w->buffer, bytes);
        if (first || worker_count == 1) {
            stat_names(w, fd, w->buffer, bytes);
            continue;
        }
        /* A large directory: its later buffers are for all workers, the listing goes on. */
        struct item *slice = new_item(w, dir);
        slice->slice = w->buffer;
        slice->slice_bytes = bytes;
        w->buffer = malloc(BUFFER);
        push(w, slice);
        while (w->tail - w->head > 4 * worker_count) { /* bounds memory: the lister helps */
            struct item *own = pop(w);
            if (!own)
                break;
            if (!own->slice) { /* a directory below: later */
                push(w, own);
                break;
            }
            finish_slice(w, own);
        }
    }
    release(dir);
}

static void run(struct worker *w, struct item *item)
{
    if (item->slice) {
        finish_slice(w, item);
        return;
    }
    int fd = openat(item->dir->fd, item->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        w->errors++;
    else
        list(w, fd);
    finish(w, item);
}

static void *work(void *argument)
{
    struct worker *w = argument;
    w->buffer = malloc(BUFFER);
    for (int misses = 0; atomic_load(&left) > 0;) {
        struct item *item = pop(w);
        if (!item)
            item = steal(w);
        if (item) {
            misses = 0;
            run(w, item);
        } else if (++misses < 64) {
            sched_yield();
        } else {
            nanosleep(&(struct timespec){ 0, 50000 }, NULL);
        }
    }
    return NULL;
}

static void add_root(const char *path)
{
    struct worker *w = &workers[0];
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        perror(path);
        w->errors++;
        return;
    }
    stat_entry(w, fd, "", AT_EMPTY_PATH);
    struct dir *dir = malloc(sizeof *dir);
    dir->fd = fd;
    dir->refs = 0;
    struct item *item = new_item(w, dir);
    strcpy(item->name, ".");
    push(w, item);
}

int main(int argc, char **argv)
{
    long threads = 2;
    for (int option; (option = getopt(argc, argv, "j:")) != -1;) {
        if (option != 'j' || (threads = atol(optarg)) < 1 || threads > MAX_THREADS) {
            fprintf(stderr, "usage: walk [-j THREADS] DIR...\n");
            return 2;
        }
    }
    worker_count = (unsigned)threads;
    for (unsigned i = 0; i < 64; i++)
        pthread_mutex_init(&shards[i].lock, NULL);
    for (unsigned i = 0; i < worker_count; i++)
        pthread_mutex_init(&workers[i].lock, NULL);
    for (int i = optind; i < argc; i++)
        add_root(argv[i]);

    for (unsigned i = 1; i < worker_count; i++)
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    work(&workers[0]);

    uint64_t entries = workers[0].entries, dirs = workers[0].dirs, blocks = workers[0].blocks, errors = workers[0].errors;
    for (unsigned i = 1; i < worker_count; i++) {
        pthread_join(workers[i].thread, NULL);
        entries += workers[i].entries;
        dirs += workers[i].dirs;
        blocks += workers[i].blocks;
        errors += workers[i].errors;
    }
    printf("%llu entries %llu directories %llu bytes %llu errors\n", (unsigned long long)entries, (unsigned long long)dirs,
           (unsigned long long)blocks * 512, (unsigned long long)errors);
    return errors ? 1 : 0;
}
