#define _GNU_SOURCE
#include "clinux.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void clinux_lower_priority(int amount) {
    // On Linux a nice value belongs to a thread, and PRIO_PROCESS takes a thread's id.
    id_t thread = (id_t)syscall(SYS_gettid);
    setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + amount);
}
