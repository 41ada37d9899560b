/*
 * list-by-path URL: the pattern of programs on libnfs's file API. Four threads, each with a context of its own, call
 * nfs_opendir with paths; libnfs turns every component of each path into a LOOKUP. Prints entries with the root, wall and CPU.
 */
#include "client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4 };

struct lister {
    pthread_t thread;
    struct nfs_context *nfs;
    int64_t entries;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static char **stack; /* with depth, room and busy under the lock */
static size_t depth, room;
static int busy = THREADS; /* pop() counts itself out before it waits */

static void push(char *path)
{
    pthread_mutex_lock(&lock);
    if (depth == room && !(stack = realloc(stack, (room = room ? room * 2 : 1024) * sizeof *stack)))
        die("list-by-path", "out of memory");
    stack[depth++] = path;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

/* NULL once all directories are listed: none is left and nobody works on one. */
static char *pop(void)
{
    pthread_mutex_lock(&lock);
    busy--;
    while (!depth && busy)
        pthread_cond_wait(&changed, &lock);
    char *path = depth ? stack[--depth] : NULL;
    if (path)
        busy++;
    else
        pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return path;
}

static char *join(const char *parent, const char *name)
{
    size_t parent_bytes = strlen(parent), name_bytes = strlen(name);
    char *path = malloc(parent_bytes + name_bytes + 2);
    if (!path)
        die("list-by-path", "out of memory");
    memcpy(path, parent, parent_bytes);
    path[parent_bytes] = '/';
    memcpy(path + parent_bytes + 1, name, name_bytes + 1);
    return path;
}

static void *run(void *state)
{
    struct lister *lister = state;
    for (char *path; (path = pop()); free(path)) {
        struct nfsdir *directory;
        if (nfs_opendir(lister->nfs, *path ? path : "/", &directory) < 0)
            die(path, nfs_get_error(lister->nfs));
        for (struct nfsdirent *entry; (entry = nfs_readdir(lister->nfs, directory));) {
            if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
                continue;
            lister->entries++;
            if (entry->type == NF3DIR)
                push(join(path, entry->name));
        }
        nfs_closedir(lister->nfs, directory);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage", "list-by-path URL");
    struct lister listers[THREADS] = { 0 };
    int64_t entries = 1;
    push(strdup("")); /* the root; a path is "" or begins with a slash */
    for (int i = 0; i < THREADS; i++) {
        struct nfs_context *nfs = listers[i].nfs = nfs_init_context();
        struct nfs_url *url = nfs ? nfs_parse_url_dir(nfs, argv[1]) : NULL;
        if (!url || nfs_mount(nfs, url->server, url->path) < 0)
            die(argv[1], nfs ? nfs_get_error(nfs) : NULL);
        nfs_set_dircache(nfs, 0); /* no directory is listed twice */
        nfs_destroy_url(url);
    }
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&listers[i].thread, NULL, run, &listers[i]) != 0)
            die("list-by-path", "cannot start a thread");
    for (int i = 0; i < THREADS; i++) {
        pthread_join(listers[i].thread, NULL);
        entries += listers[i].entries;
    }
    report(entries, -1);
}
