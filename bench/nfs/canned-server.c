/*
 * canned-server DIRECTORIES FILES: an NFSv3 server without a file system, for what a client costs. Its root has DIRECTORIES directories
 * of FILES files each. The pages are made before the first call; a reply is a header and one copy. Serves NFS and MOUNT on one port of
 * 127.0.0.1, which it prints. One thread a connection. Until it is ended.
 *
 *   handle: 8 bytes, the number of a directory; 0 is the root           cookie in the root: number of the last directory seen
 */
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NFS = 100003, MOUNT = 100005, GETATTR = 1, READDIRPLUS = 17, FSINFO = 19, MNT = 1 };
enum { PAGE_BYTES = 60 * 1024, ROOM = 2 * PAGE_BYTES, FILE_TYPE = 1, DIRECTORY_TYPE = 2 };

struct page {
    uint8_t *bytes;
    size_t length;
    uint64_t first; /* entries below this number come on earlier pages */
};

static uint64_t directories, files;
static struct page *root_pages, file_page;
static size_t root_page_count;

/* XDR ------------------------------------------------------------------------------------------------------------------- */

static uint8_t *put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    return (uint8_t *)memcpy(at, &value, 4) + 4;
}

static uint8_t *put64(uint8_t *at, uint64_t value)
{
    value = htobe64(value);
    return (uint8_t *)memcpy(at, &value, 8) + 8;
}

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, 4);
    return ntohl(value);
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, 8);
    return be64toh(value);
}

static uint8_t *put_opaque(uint8_t *at, const void *bytes, uint32_t length)
{
    at = put32(at, length);
    memset(at, 0, (length + 3) & ~3u);
    memcpy(at, bytes, length);
    return at + ((length + 3) & ~3u);
}

static uint8_t *put_handle(uint8_t *at, uint64_t number)
{
    return put64(put32(at, 8), number);
}

static uint8_t *put_attributes(uint8_t *at, uint32_t type, uint64_t fileid)
{
    at = put32(put32(put32(put32(put32(at, type), 0755), 1), 1000), 1000);
    at = put64(put64(put64(put64(put64(at, 12345), 16384), 0), 7), fileid);
    for (int i = 0; i < 3; i++)
        at = put32(put32(at, 1700000000), 123456789);
    return at;
}

static uint8_t *put_entry(uint8_t *at, const char *form, uint64_t number, uint32_t type)
{
    char name[64];
    int length = snprintf(name, sizeof name, form, (unsigned long long)number);
    at = put64(put32(at, 1), number + 1000);
    at = put64(put_opaque(at, name, length), number);
    return put_handle(put32(put_attributes(put32(at, 1), type, number + 1000), 1), number);
}

/* Pages ----------------------------------------------------------------------------------------------------------------- */

static uint8_t *begin_page(struct page *page, uint64_t first)
{
    page->first = first;
    page->bytes = malloc(ROOM);
    return put64(put_attributes(put32(put32(page->bytes, 0), 1), DIRECTORY_TYPE, 1), 0);
}

static void end_page(struct page *page, uint8_t *at, int is_last)
{
    page->length = put32(put32(at, 0), is_last) - page->bytes;
}

static void make_pages(void)
{
    uint8_t *at = begin_page(&file_page, 1);
    for (uint64_t i = 1; i <= files; i++) {
        if (at - file_page.bytes > PAGE_BYTES) {
            fprintf(stderr, "canned-server: the files of a directory do not fit one page\n");
            exit(2);
        }
        at = put_entry(at, "a-file-with-a-usual-name-%llu.dat", i, FILE_TYPE);
    }
    end_page(&file_page, at, 1);

    root_pages = calloc(directories / 100 + 2, sizeof *root_pages);
    at = begin_page(root_pages, 1);
    for (uint64_t i = 1; i <= directories; i++) {
        if (at - root_pages[root_page_count].bytes > PAGE_BYTES) {
            end_page(&root_pages[root_page_count++], at, 0);
            at = begin_page(&root_pages[root_page_count], i);
        }
        at = put_entry(at, "directory-%llu", i, DIRECTORY_TYPE);
    }
    end_page(&root_pages[root_page_count++], at, 1);
}

static const struct page *page_after(uint64_t cookie)
{
    size_t i = 0;
    while (i + 1 < root_page_count && root_pages[i + 1].first <= cookie + 1)
        i++;
    return &root_pages[i];
}

/* Calls ----------------------------------------------------------------------------------------------------------------- */

static uint8_t *put_fsinfo(uint8_t *at)
{
    at = put32(put32(at, 0), 0);
    for (int i = 0; i < 7; i++)
        at = put32(at, 65536);
    return put32(put64(put64(at, 1ull << 40), 1), 0x1b);
}

static uint8_t *put_results(uint8_t *at, uint32_t program, uint32_t procedure, const uint8_t *arguments)
{
    if (program == MOUNT)
        return procedure == MNT ? put32(put32(put_handle(put32(at, 0), 0), 1), 1) : at;
    if (procedure == GETATTR)
        return put_attributes(put32(at, 0), DIRECTORY_TYPE, 1);
    if (procedure == FSINFO)
        return put_fsinfo(at);
    if (procedure != READDIRPLUS)
        return at; /* NULL */
    const struct page *page = get64(arguments + 4) == 0 ? page_after(get64(arguments + 12)) : &file_page;
    return (uint8_t *)memcpy(at, page->bytes, page->length) + page->length;
}

/* Call header: xid, CALL, rpc version, program, version, procedure, credential, verifier. */
static size_t answer(const uint8_t *call, uint8_t *reply)
{
    const uint8_t *arguments = call + 24;
    for (int i = 0; i < 2; i++)
        arguments += 8 + ((get32(arguments + 4) + 3) & ~3u);
    uint8_t *at = put32(put32(put32(put32(put32(put32(reply + 4, get32(call)), 1), 0), 0), 0), 0);
    at = put_results(at, get32(call + 12), get32(call + 20), arguments);
    put32(reply, 0x80000000u | (uint32_t)(at - reply - 4));
    return at - reply;
}

static int send_all(int connection, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(connection, bytes, length);
        if (sent <= 0)
            return 0;
        bytes += sent;
        length -= sent;
    }
    return 1;
}

static void *serve(void *argument)
{
    int connection = (int)(intptr_t)argument;
    uint8_t *input = malloc(ROOM), *output = malloc(2 * ROOM);
    size_t length = 0;
    for (ssize_t got; (got = read(connection, input + length, ROOM - length)) > 0;) {
        length += got;
        size_t start = 0, waiting = 0;
        while (length - start >= 4 && length - start - 4 >= (get32(input + start) & 0x7fffffff)) {
            waiting += answer(input + start + 4, output + waiting);
            start += 4 + (get32(input + start) & 0x7fffffff);
            if (waiting > ROOM) {
                if (!send_all(connection, output, waiting))
                    goto end;
                waiting = 0;
            }
        }
        if (!send_all(connection, output, waiting))
            break;
        memmove(input, input + start, length -= start);
    }
end:
    close(connection);
    free(input);
    free(output);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 3 || (directories = strtoull(argv[1], NULL, 10)) == 0) {
        fprintf(stderr, "usage: canned-server DIRECTORIES FILES\n");
        return 2;
    }
    files = strtoull(argv[2], NULL, 10);
    make_pages();

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 16) || getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("canned-server");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (1) {
        int connection = accept(listener, NULL, NULL);
        pthread_t thread;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connection < 0 || pthread_create(&thread, NULL, serve, (void *)(intptr_t)connection))
            return 1;
        pthread_detach(thread);
    }
}
