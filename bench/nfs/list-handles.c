/*
 * list-handles URL: the pattern of scanners that keep handles but call synchronously. Four threads, each with a connection
 * and one READDIRPLUS outstanding on it; no LOOKUP. Prints entries with the root, calls after MOUNT, wall and CPU.
 *
 * The threads share a stack of directories; one lists a directory to its end before it takes the next.
 */
#include "client.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4 };

struct lister {
    pthread_t thread;
    struct rpc_context *rpc;
    struct page page;
    bool is_answered, is_last;
    struct page *found; /* directories of one reply, pushed together */
    size_t found_count, found_room;
    int64_t entries, calls;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct page *stack; /* with depth, room and busy under the lock */
static size_t depth, room;
static int busy;

static struct page *grow(struct page **pages, size_t count, size_t *pages_room)
{
    if (count == *pages_room && !(*pages = realloc(*pages, (*pages_room = *pages_room ? *pages_room * 2 : 1024) * sizeof **pages)))
        die("list-handles", "out of memory");
    return *pages + count;
}

/* False once all directories are listed: none is left and nobody works on one. */
static bool pop(struct page *page)
{
    pthread_mutex_lock(&lock);
    busy--;
    while (!depth && busy)
        pthread_cond_wait(&changed, &lock);
    bool is_there = depth > 0;
    if (is_there) {
        *page = stack[--depth];
        busy++;
    } else {
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&lock);
    return is_there;
}

static void push_found(struct lister *lister)
{
    if (!lister->found_count)
        return;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < lister->found_count; i++) {
        struct page *top = grow(&stack, depth, &room);
        *top = lister->found[i];
        depth++;
    }
    if (lister->found_count > 1)
        pthread_cond_broadcast(&changed);
    else
        pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    lister->found_count = 0;
}

static void listed(struct rpc_context *rpc, int status, void *data, void *state)
{
    struct lister *lister = state;
    READDIRPLUS3resok *reply = checked_reply(rpc, status, data);
    for (entryplus3 *entry = reply->reply.entries; entry; entry = entry->nextentry) {
        lister->page.cookie = entry->cookie;
        if (!is_entry(entry))
            continue;
        lister->entries++;
        if (is_directory(entry)) {
            open_page(entry, grow(&lister->found, lister->found_count, &lister->found_room));
            lister->found_count++;
        }
    }
    memcpy(lister->page.verifier, reply->cookieverf, sizeof lister->page.verifier);
    lister->is_last = reply->reply.eof;
    lister->is_answered = true;
}

static void *run(void *state)
{
    struct lister *lister = state;
    while (pop(&lister->page)) {
        do {
            lister->is_answered = false;
            list_page(lister->rpc, &lister->page, listed, lister);
            lister->calls++;
            while (!lister->is_answered)
                exchange(lister->rpc);
            push_found(lister);
        } while (!lister->is_last);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage", "list-handles URL");
    struct target target;
    struct lister listers[THREADS] = { 0 };
    int64_t entries = 1, calls = 0;
    parse_target(argv[1], &target);
    mount_root(&target, grow(&stack, depth, &room));
    depth = 1;
    busy = THREADS; /* pop() counts itself out before it waits */
    for (int i = 0; i < THREADS; i++)
        listers[i].rpc = connect_nfs(&target);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&listers[i].thread, NULL, run, &listers[i]) != 0)
            die("list-handles", "cannot start a thread");
    for (int i = 0; i < THREADS; i++) {
        pthread_join(listers[i].thread, NULL);
        entries += listers[i].entries;
        calls += listers[i].calls;
    }
    report(entries, calls);
}
