/* Preloaded into ganesha.nfsd. It exits when no portmapper answers and has no option against that: here registration succeeds at once.
 * And it ends with the process that started it, so that a test run that is killed leaves no server behind. */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

bool rpcb_set(const uint32_t program, const uint32_t version, const void *config, const void *address)
{
    (void)program, (void)version, (void)config, (void)address;
    return true;
}

bool rpcb_unset(const uint32_t program, const uint32_t version, const void *config)
{
    (void)program, (void)version, (void)config;
    return true;
}

static void *end_with_parent(void *unused)
{
    pid_t parent = getppid();
    while (getppid() == parent)
        sleep(1);

    _exit(0);
    return unused;
}

__attribute__((constructor)) static void watch_parent(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, end_with_parent, NULL) == 0)
        pthread_detach(thread);
}
