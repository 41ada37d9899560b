/* Calls per second of several processes that ask for the attributes of one file: stat-rate FILE PROCESSES SECONDS fstat|stat */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static long run(const char *path, double until, int by_name)
{
    struct stat attributes;
    int file = open(path, O_RDONLY);
    long calls = 0;
    if (file < 0)
        return -1;
    while (now() < until)
        for (int i = 0; i < 16; i++, calls++)
            if ((by_name ? stat(path, &attributes) : fstat(file, &attributes)) != 0)
                return -1;
    return calls;
}

int main(int count, char **arguments)
{
    if (count != 5)
        return 2;
    int processes = atoi(arguments[2]);
    long *calls = mmap(NULL, processes * sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double start = now(), until = start + atof(arguments[3]);
    for (int i = 0; i < processes; i++)
        if (fork() == 0) {
            calls[i] = run(arguments[1], until, strcmp(arguments[4], "stat") == 0);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    double seconds = now() - start;
    long total = 0;
    for (int i = 0; i < processes; i++) {
        if (calls[i] < 0) {
            fprintf(stderr, "stat-rate: a call failed\n");
            return 1;
        }
        total += calls[i];
    }
    printf("%.0f\n", total / seconds);
    return 0;
}
