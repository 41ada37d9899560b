#include "client.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct answer {
    bool is_done;
    struct page *root;
};

static struct timespec started;

__attribute__((constructor)) static void start_clock(void) { clock_gettime(CLOCK_MONOTONIC, &started); }

void die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why ? why : "failed");
    exit(1);
}

static int port_of(const char *url, const char *key)
{
    const char *found = strstr(url, key);
    int port = found ? atoi(found + strlen(key)) : 0;
    if (port <= 0)
        die(url, "both nfsport= and mountport= are needed");
    return port;
}

void parse_target(const char *url, struct target *target)
{
    if (sscanf(url, "nfs://%255[^/?]%4095[^?]", target->host, target->path) != 2)
        die(url, "not nfs://HOST/PATH?nfsport=N&mountport=N");
    target->nfs_port = port_of(url, "nfsport=");
    target->mount_port = port_of(url, "mountport=");
}

void exchange(struct rpc_context *rpc)
{
    /* Sending needs no poll first: the socket nearly always takes a request. */
    if (rpc_which_events(rpc) & POLLOUT && rpc_service(rpc, POLLOUT) < 0)
        die("send", rpc_get_error(rpc));
    struct pollfd socket = { .fd = rpc_get_fd(rpc), .events = rpc_which_events(rpc) };
    if (poll(&socket, 1, -1) < 0 || rpc_service(rpc, socket.revents) < 0)
        die("receive", rpc_get_error(rpc));
}

static void connected(struct rpc_context *rpc, int status, void *data, void *state)
{
    (void)data;
    if (status != RPC_STATUS_SUCCESS)
        die("connect", rpc_get_error(rpc));
    *(bool *)state = true;
}

static struct rpc_context *connect_to(const struct target *target, int port, int program)
{
    struct rpc_context *rpc = rpc_init_context();
    bool is_connected = false;
    if (!rpc || rpc_connect_port_async(rpc, target->host, port, program, 3, connected, &is_connected) < 0)
        die(target->host, rpc ? rpc_get_error(rpc) : NULL);
    while (!is_connected) {
        /* Not exchange(): until the connection is there, only poll knows when it can be written to. */
        struct pollfd socket = { .fd = rpc_get_fd(rpc), .events = rpc_which_events(rpc) };
        if (poll(&socket, 1, -1) < 0 || rpc_service(rpc, socket.revents) < 0)
            die(target->host, rpc_get_error(rpc));
    }
    return rpc;
}

static void mounted(struct rpc_context *rpc, int status, void *data, void *state)
{
    struct answer *answer = state;
    mountres3 *result = data;
    if (status != RPC_STATUS_SUCCESS)
        die("mount", rpc_get_error(rpc));
    if (result->fhs_status != MNT3_OK)
        die("mount", "refused by the server");
    fhandle3 *handle = &result->mountres3_u.mountinfo.fhandle;
    *answer->root = (struct page){ .handle_bytes = handle->fhandle3_len };
    memcpy(answer->root->handle, handle->fhandle3_val, handle->fhandle3_len);
    answer->is_done = true;
}

void mount_root(const struct target *target, struct page *root)
{
    struct rpc_context *rpc = connect_to(target, target->mount_port, MOUNT_PROGRAM);
    struct answer answer = { .root = root };
    if (rpc_mount3_mnt_async(rpc, mounted, (char *)target->path, &answer) < 0)
        die("mount", rpc_get_error(rpc));
    while (!answer.is_done)
        exchange(rpc);
    rpc_destroy_context(rpc);
}

struct rpc_context *connect_nfs(const struct target *target) { return connect_to(target, target->nfs_port, NFS_PROGRAM); }

void list_page(struct rpc_context *rpc, struct page *page, rpc_cb callback, void *state)
{
    READDIRPLUS3args args = { .cookie = page->cookie, .dircount = PAGE_BYTES, .maxcount = PAGE_BYTES };
    args.dir.data.data_len = page->handle_bytes;
    args.dir.data.data_val = page->handle;
    memcpy(args.cookieverf, page->verifier, sizeof args.cookieverf);
    if (rpc_nfs3_readdirplus_async(rpc, callback, &args, state) < 0)
        die("READDIRPLUS", rpc_get_error(rpc));
}

READDIRPLUS3resok *checked_reply(struct rpc_context *rpc, int status, void *data)
{
    READDIRPLUS3res *result = data;
    if (status != RPC_STATUS_SUCCESS)
        die("READDIRPLUS", rpc_get_error(rpc));
    if (result->status != NFS3_OK)
        die("READDIRPLUS", nfsstat3_to_str(result->status));
    if (!result->READDIRPLUS3res_u.resok.reply.entries && !result->READDIRPLUS3res_u.resok.reply.eof)
        die("READDIRPLUS", "an empty page before the end");
    return &result->READDIRPLUS3res_u.resok;
}

bool is_entry(const entryplus3 *entry)
{
    const char *name = entry->name;
    return name[0] != '.' || (name[1] != 0 && (name[1] != '.' || name[2] != 0));
}

bool is_directory(const entryplus3 *entry)
{
    if (!entry->name_attributes.attributes_follow || !entry->name_handle.handle_follows)
        die(entry->name, "listed without attributes or handle, which needs a LOOKUP that this baseline does not make");
    return entry->name_attributes.post_op_attr_u.attributes.type == NF3DIR;
}

void open_page(const entryplus3 *entry, struct page *page)
{
    const nfs_fh3 *handle = &entry->name_handle.post_op_fh3_u.handle;
    page->cookie = 0;
    memset(page->verifier, 0, sizeof page->verifier);
    page->handle_bytes = handle->data.data_len;
    memcpy(page->handle, handle->data.data_val, handle->data.data_len);
}

void report(int64_t entries, int64_t calls)
{
    struct timespec now;
    struct rusage usage;
    clock_gettime(CLOCK_MONOTONIC, &now);
    getrusage(RUSAGE_SELF, &usage);
    double wall = now.tv_sec - started.tv_sec + (now.tv_nsec - started.tv_nsec) / 1e9;
    double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%lld entries ", (long long)entries);
    if (calls >= 0)
        printf("%lld calls ", (long long)calls);
    printf("%.3f s wall %.3f s cpu\n", wall, cpu);
}
