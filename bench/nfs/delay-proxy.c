/*
 * delay-proxy MICROSECONDS TARGET_PORT...: puts a network of a given round trip before servers on 127.0.0.1.
 *
 * For each target it listens on a free port, and prints "LISTEN_PORT TARGET_PORT" once all listen. Each direction is
 * delayed by half of MICROSECONDS. The rate is not limited and nothing is reordered; connecting is not delayed.
 *
 *                     one queue, oldest first          per direction
 *   source --recv--> [chunk chunk ... chunk] --due--> [chunk chunk] --send--> destination
 *                     all wait equally long,           empty unless the destination's
 *                     so only the oldest has           socket buffer is full
 *                     a deadline
 *
 * An empty chunk is the end of a stream: it waits its turn like data, then shuts the destination down.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, MAX_HELD = 1024, MAX_EVENTS = 64 };

struct chunk {
    struct chunk *next;
    struct stream *stream;
    int64_t due; /* ns, CLOCK_MONOTONIC */
    int from, to; /* bytes not sent yet; none in an empty chunk */
    char data[CHUNK];
};

struct queue {
    struct chunk *first, **last;
};

/* One direction of a connection. */
struct stream {
    struct connection *connection;
    int source, destination;
    struct queue ready; /* due, but the destination took no more */
    int held;           /* chunks that were received and not sent */
    bool ended, paused; /* source has no more; source is not polled */
    bool broken;        /* destination takes no more */
};

/* What epoll points to: a listener, or one side of a connection. */
struct side {
    int fd;
    int target_port;        /* of a listener; else 0 */
    struct stream *in, *out; /* this socket is the source of `in` and the destination of `out` */
};

struct connection {
    struct stream streams[2];
    struct side sides[2];
    int chunks;  /* in the delay queue and in both ready queues */
    bool listed; /* in `dying` */
    struct connection *next_dying;
};

static int poller;
static int64_t delay;
static struct queue waiting = { NULL, &waiting.first };
static struct chunk *spare;
static struct connection *dying; /* freed after the events of one wait, which may still point to them */

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void append(struct queue *queue, struct chunk *chunk)
{
    chunk->next = NULL;
    *queue->last = chunk;
    queue->last = &chunk->next;
}

static struct chunk *take(struct queue *queue)
{
    struct chunk *chunk = queue->first;
    queue->first = chunk->next;
    if (!queue->first)
        queue->last = &queue->first;
    return chunk;
}

static struct chunk *get_chunk(void)
{
    struct chunk *chunk = spare;
    if (chunk)
        spare = chunk->next;
    else if (!(chunk = malloc(sizeof *chunk)))
        die("delay-proxy");
    return chunk;
}

static void put_chunk(struct chunk *chunk)
{
    chunk->stream->held--;
    chunk->stream->connection->chunks--;
    chunk->next = spare;
    spare = chunk;
}

/* Tells epoll what is wanted of a socket: to read unless too much is held, to write only when the last send was cut short. */
static void watch(struct side *side)
{
    struct epoll_event event = { .data.ptr = side };
    if (!side->in->ended && !side->in->paused)
        event.events |= EPOLLIN;
    if (side->out->ready.first && !side->out->broken)
        event.events |= EPOLLOUT;
    epoll_ctl(poller, EPOLL_CTL_MOD, side->fd, &event);
}

static struct side *source_side(struct stream *stream)
{
    return &stream->connection->sides[stream - stream->connection->streams];
}

static struct side *destination_side(struct stream *stream)
{
    return &stream->connection->sides[1 - (stream - stream->connection->streams)];
}

/* Both streams ended and nothing held: closed now, freed later. */
static void close_if_done(struct connection *connection)
{
    if (connection->listed || connection->chunks || !connection->streams[0].ended || !connection->streams[1].ended)
        return;
    close(connection->sides[0].fd);
    close(connection->sides[1].fd);
    connection->listed = true;
    connection->next_dying = dying;
    dying = connection;
}

/* The destination is gone: what is held is dropped, and the source is read to its end at once. */
static void break_stream(struct stream *stream)
{
    stream->broken = true;
    shutdown(stream->source, SHUT_RD);
}

static void send_ready(struct stream *stream)
{
    while (stream->ready.first) {
        struct chunk *chunk = stream->ready.first;
        if (chunk->from == chunk->to) {
            shutdown(stream->destination, SHUT_WR);
        } else if (!stream->broken) {
            ssize_t sent = send(stream->destination, chunk->data + chunk->from, chunk->to - chunk->from, MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
                watch(destination_side(stream));
                return;
            }
            if (sent < 0) {
                break_stream(stream);
            } else {
                chunk->from += sent;
                if (chunk->from < chunk->to)
                    continue;
            }
        }
        put_chunk(take(&stream->ready));
    }
    if (stream->paused && stream->held < MAX_HELD / 2) {
        stream->paused = false;
        watch(source_side(stream));
    }
}

static void receive(struct side *side)
{
    struct stream *stream = side->in;
    while (!stream->ended && !stream->paused) {
        struct chunk *chunk = get_chunk();
        ssize_t size = recv(stream->source, chunk->data, CHUNK, 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            chunk->next = spare;
            spare = chunk;
            return;
        }
        chunk->stream = stream;
        chunk->due = now() + delay;
        chunk->from = 0;
        chunk->to = size > 0 ? size : 0;
        stream->held++;
        stream->connection->chunks++;
        append(&waiting, chunk);
        stream->ended = size <= 0;
        stream->paused = stream->held >= MAX_HELD;
        if (stream->ended || stream->paused)
            watch(side);
        if (size < CHUNK)
            return; /* empty now; epoll says when there is more */
    }
}

static void release_due(int64_t time)
{
    while (waiting.first && waiting.first->due <= time) {
        struct chunk *chunk = take(&waiting);
        struct stream *stream = chunk->stream;
        bool is_blocked = stream->ready.first != NULL;
        append(&stream->ready, chunk);
        if (!is_blocked)
            send_ready(stream);
        close_if_done(stream->connection);
    }
}

static void add(struct side *side)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = side };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, side->fd, &event) < 0)
        die("delay-proxy: epoll_ctl");
}

static void accept_connection(struct side *listener)
{
    int fds[2] = { accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(listener->target_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    /* Until it is connected, sending answers EAGAIN; a refused connection is the end of its stream. */
    if (fds[0] < 0 || fds[1] < 0 || (connect(fds[1], (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)) {
        perror("delay-proxy: target");
        close(fds[0]);
        close(fds[1]);
        return;
    }

    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        die("delay-proxy");
    for (int i = 0; i < 2; i++) {
        /* Nagle would hold back the end of a record until the start of it was acknowledged. */
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        struct stream *stream = &connection->streams[i];
        *stream = (struct stream){ .connection = connection, .source = fds[i], .destination = fds[1 - i] };
        stream->ready.last = &stream->ready.first;
        connection->sides[i] = (struct side){ .fd = fds[i], .in = stream, .out = &connection->streams[1 - i] };
        add(&connection->sides[i]);
    }
}

static void serve(struct epoll_event *event)
{
    struct side *side = event->data.ptr;
    if (side->target_port) {
        accept_connection(side);
        return;
    }
    struct connection *connection = side->in->connection;
    if (connection->listed)
        return;
    if (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(side);
    if (event->events & EPOLLOUT) {
        send_ready(side->out);
        watch(side);
    }
    if (event->events & (EPOLLHUP | EPOLLERR) && side->in->ended) {
        /* Gone both ways. epoll would report that for ever. */
        epoll_ctl(poller, EPOLL_CTL_DEL, side->fd, NULL);
        break_stream(side->out);
        send_ready(side->out);
    }
    close_if_done(connection);
}

static void listen_for(int target_port)
{
    struct side *side = calloc(1, sizeof *side);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    if (!side || (side->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0 || bind(side->fd, (struct sockaddr *)&address, size) < 0 ||
        listen(side->fd, 1024) < 0 || getsockname(side->fd, (struct sockaddr *)&address, &size) < 0)
        die("delay-proxy: listen");
    side->target_port = target_port;
    add(side);
    printf("%d %d\n", ntohs(address.sin_port), target_port);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: delay-proxy MICROSECONDS TARGET_PORT...\n");
        return 2;
    }
    delay = atoll(argv[1]) * 1000 / 2;
    prctl(PR_SET_TIMERSLACK, 1); /* the default lets every timeout end 50 us late */
    signal(SIGPIPE, SIG_IGN);
    if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0)
        die("delay-proxy: epoll_create1");
    for (int i = 2; i < argc; i++)
        listen_for(atoi(argv[i]));
    fflush(stdout);

    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        struct timespec timeout, *limit = NULL;
        if (waiting.first) {
            int64_t left = waiting.first->due - now();
            left = left > 0 ? left : 0;
            timeout = (struct timespec){ .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };
            limit = &timeout;
        }
        int count = epoll_pwait2(poller, events, MAX_EVENTS, limit, NULL);
        if (count < 0 && errno != EINTR)
            die("delay-proxy: epoll_pwait2");
        for (int i = 0; i < count; i++)
            serve(&events[i]);
        release_due(now());
        while (dying) {
            struct connection *connection = dying;
            dying = connection->next_dying;
            free(connection);
        }
    }
}
