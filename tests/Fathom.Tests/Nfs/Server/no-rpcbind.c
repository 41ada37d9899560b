/* Preloaded into ganesha.nfsd, which exits when no portmapper answers and has no option against it: registration succeeds at once. */
#include <stdbool.h>
#include <stdint.h>

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
