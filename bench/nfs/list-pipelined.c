/*
 * list-pipelined URL: the floor for client CPU. One thread, one connection, up to 32 READDIRPLUS outstanding, handles
 * only. Prints entries with the root, calls after MOUNT, wall and CPU.
 *
 *   stack of pages --pop--> slot (32) --call--> server --reply--> push directories; the rest of this one goes on top
 */
#include "client.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 32 };

/* A call in flight. */
struct slot {
    struct page page;
    struct slot *next_free;
};

static struct slot slots[WINDOW], *free_slots;
static struct page *stack;
static size_t depth, room;
static int64_t entries = 1, calls;
static int outstanding;

static struct page *push(void)
{
    if (depth == room && !(stack = realloc(stack, (room = room ? room * 2 : 1024) * sizeof *stack)))
        die("list-pipelined", "out of memory");
    return &stack[depth++];
}

static void listed(struct rpc_context *rpc, int status, void *data, void *state)
{
    struct slot *slot = state;
    READDIRPLUS3resok *reply = checked_reply(rpc, status, data);
    cookie3 last = 0;
    for (entryplus3 *entry = reply->reply.entries; entry; entry = entry->nextentry) {
        last = entry->cookie;
        if (!is_entry(entry))
            continue;
        entries++;
        if (is_directory(entry))
            open_page(entry, push());
    }
    if (!reply->reply.eof) {
        /* On top, so that the pages of a long directory follow each other without a pause. */
        slot->page.cookie = last;
        memcpy(slot->page.verifier, reply->cookieverf, sizeof slot->page.verifier);
        *push() = slot->page;
    }
    slot->next_free = free_slots;
    free_slots = slot;
    outstanding--;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage", "list-pipelined URL");
    struct target target;
    parse_target(argv[1], &target);
    mount_root(&target, push());
    struct rpc_context *rpc = connect_nfs(&target);
    for (int i = 0; i < WINDOW; i++) {
        slots[i].next_free = free_slots;
        free_slots = &slots[i];
    }
    do {
        while (depth && free_slots) {
            struct slot *slot = free_slots;
            free_slots = slot->next_free;
            slot->page = stack[--depth];
            list_page(rpc, &slot->page, listed, slot);
            outstanding++;
            calls++;
        }
        exchange(rpc);
    } while (depth || outstanding);
    report(entries, calls);
}
