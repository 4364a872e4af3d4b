// Linux calls that the Glibc module hides or that are variadic.
#ifndef ORBWEAVER_CLINUX_H
#define ORBWEAVER_CLINUX_H

#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2) with SOCK_NONBLOCK | SOCK_CLOEXEC: the new descriptor, or -1 with errno set.
int clinux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// Adds `amount` to the calling thread's nice value, if that is allowed.
void clinux_lower_priority(int amount);

/// 1 when the signal is ignored, else 0.
int clinux_ignores(int number);

/// Unmaps the pages of code of this program and its libraries; what is used again comes back from the page cache.
void clinux_release_code_pages(void);

/// Lets malloc have `count` arenas at most, unless MALLOC_ARENA_MAX says how many: each keeps what threads have freed.
void clinux_bound_arenas(int count);

/// The first place of `part` in `text`, or NULL; the time is about the sum of both lengths.
const void *clinux_find(const void *text, size_t length, const void *part, size_t part_length);

#endif
