/* The least that a FUSE server on libfuse3's low-level API can do: one file, attributes that nobody may cache. What it answers in a
   second is what libfuse costs. Arguments are libfuse's: MOUNTPOINT -f [-s] [-o clone_fd]. */

#define FUSE_USE_VERSION 35
#include <errno.h>
#include <fuse_lowlevel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char name[] = "file";

static int fill(fuse_ino_t node, struct stat *attributes)
{
    memset(attributes, 0, sizeof *attributes);
    attributes->st_ino = node;
    attributes->st_mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0644;
    attributes->st_nlink = node == FUSE_ROOT_ID ? 2 : 1;
    attributes->st_size = node == FUSE_ROOT_ID ? 0 : 12345;
    return node <= 2 ? 0 : -1;
}

static void get_attributes(fuse_req_t request, fuse_ino_t node, struct fuse_file_info *file)
{
    (void)file;
    struct stat attributes;
    if (fill(node, &attributes) != 0)
        fuse_reply_err(request, ENOENT);
    else
        fuse_reply_attr(request, &attributes, 0);
}

static void look_up(fuse_req_t request, fuse_ino_t parent, const char *looked_for)
{
    struct fuse_entry_param entry = {.ino = 2};
    if (parent != FUSE_ROOT_ID || strcmp(looked_for, name) != 0) {
        fuse_reply_err(request, ENOENT);
        return;
    }

    fill(2, &entry.attr);
    fuse_reply_entry(request, &entry);
}

static void open_file(fuse_req_t request, fuse_ino_t node, struct fuse_file_info *file)
{
    (void)node;
    fuse_reply_open(request, file);
}

static const struct fuse_lowlevel_ops operations = {.lookup = look_up, .getattr = get_attributes, .open = open_file};

int main(int count, char **arguments)
{
    struct fuse_args args = FUSE_ARGS_INIT(count, arguments);
    struct fuse_cmdline_opts options;
    if (fuse_parse_cmdline(&args, &options) != 0 || options.mountpoint == NULL)
        return 2;
    struct fuse_session *session = fuse_session_new(&args, &operations, sizeof operations, NULL);
    if (session == NULL || fuse_set_signal_handlers(session) != 0 || fuse_session_mount(session, options.mountpoint) != 0)
        return 1;
    struct fuse_loop_config config = {.clone_fd = options.clone_fd, .max_idle_threads = 10};
    int result = options.singlethread ? fuse_session_loop(session) : fuse_session_loop_mt(session, &config);
    fuse_session_unmount(session);
    fuse_session_destroy(session);
    return result != 0;
}
