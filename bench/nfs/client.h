/* What the NFS baselines share: where the server is, its root handle, connections, and the report. All errors end the program. */
#ifndef CLIENT_H
#define CLIENT_H

#include <sys/time.h> /* libnfs.h needs it */

#include <nfsc/libnfs.h>
#include <nfsc/libnfs-raw.h>
#include <nfsc/libnfs-raw-mount.h>
#include <nfsc/libnfs-raw-nfs.h>
#include <stdbool.h>
#include <stdint.h>

enum { PAGE_BYTES = 64 * 1024 }; /* of a READDIRPLUS: 1 MiB is faster, but may hold a server's directory for long */

struct target {
    char host[256], path[4096];
    int nfs_port, mount_port;
};

/* Part of a directory that is left to list; at first all of it. */
struct page {
    uint32_t handle_bytes;
    char handle[NFS3_FHSIZE];
    cookie3 cookie;
    cookieverf3 verifier;
};

void die(const char *what, const char *why);

/* nfs://HOST/PATH?nfsport=N&mountport=N, both ports needed. */
void parse_target(const char *url, struct target *target);

void mount_root(const struct target *target, struct page *root);
struct rpc_context *connect_nfs(const struct target *target);

/* Sends what is queued, waits for something to read, and calls back for all replies that are there. */
void exchange(struct rpc_context *rpc);

/* Queues the READDIRPLUS of one page. */
void list_page(struct rpc_context *rpc, struct page *page, rpc_cb callback, void *state);

/* The reply, after every kind of error was ruled out. */
READDIRPLUS3resok *checked_reply(struct rpc_context *rpc, int status, void *data);

/* Whether an entry is a directory to descend into; "." and ".." are no entries. */
bool is_entry(const entryplus3 *entry);
bool is_directory(const entryplus3 *entry);
void open_page(const entryplus3 *entry, struct page *page);

/* Entries include the root, as Fathom's do. Calls below 0 are unknown. */
void report(int64_t entries, int64_t calls);

#endif
