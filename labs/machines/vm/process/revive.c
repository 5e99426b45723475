/* revive FILE FROM TO: becomes the process that hold.c wrote down in FILE.
 *
 * Memory is mapped from the file, as this process's own: pages that it never writes are in the
 * host's memory once for all that were revived. Files whose path begins with FROM are opened at TO
 * instead, and only to be read. Where anything is otherwise than it was, it ends with status 70.
 *
 * Without a C library, at an address where no program is, since everything else goes. */
#include <stddef.h>

#include <asm/prctl.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/un.h>

#include "image.h"

enum { page = 4096, image_file = 250, rseq_signature = 0x53053053, maps_most = 65536 };
#define scratch 0x30000000ul /* free in every program that is linked to be anywhere */
#define user_end 0x7ffffffff000ul

extern char __executable_start[], _end[];
static struct image image;
static char maps[maps_most];
static char stack[65536] __attribute__((aligned(16), used));

static long call(long number, long a, long b, long c, long d, long e, long f)
{
    long found;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(found)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return found;
}
#define call0(n) call(n, 0, 0, 0, 0, 0, 0)
#define call1(n, a) call(n, (long)(a), 0, 0, 0, 0, 0)
#define call2(n, a, b) call(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define call3(n, a, b, c) call(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define call4(n, a, b, c, d) call(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define call6(n, a, b, c, d, e, f) call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static size_t length_of(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

void *memcpy(void *to, const void *from, size_t length)
{
    for (size_t at = 0; at < length; at++)
        ((volatile char *)to)[at] = ((const char *)from)[at];
    return to;
}

static _Noreturn void failed(const char *why)
{
    call3(__NR_write, 2, "revive: ", 8);
    call3(__NR_write, 2, why, length_of(why));
    call3(__NR_write, 2, "\r\n", 2);
    for (;;)
        call1(__NR_exit_group, 70);
}

static long must(long found, const char *why)
{
    if (found < 0)
        failed(why);
    return found;
}

static int begins(const char *text, const char *with)
{
    while (*with)
        if (*text++ != *with++)
            return 0;
    return 1;
}

/* Opens what was at `path`, at its new place. */
static long file_open(const char *path, long flags, char **arguments)
{
    char at[256];
    size_t skip = 0, length = 0;
    if (begins(path, arguments[2])) {
        skip = length_of(arguments[2]);
        length = length_of(arguments[3]);
        memcpy(at, arguments[3], length);
        flags &= ~(long)O_ACCMODE;
    }
    memcpy(at + length, path + skip, length_of(path + skip) + 1);
    return must(call3(__NR_open, at, flags & ~(long)(O_CREAT | O_TRUNC), 0), "a file is missing");
}

static long listener(const char *path)
{
    struct sockaddr_un address = {1 /* AF_UNIX */, {0}};
    long made = must(call3(__NR_socket, 1, 1 /* SOCK_STREAM */, 0), "no socket");
    memcpy(address.sun_path, path, length_of(path) + 1);
    must(call3(__NR_bind, made, &address, sizeof address), "no address of a socket");
    must(call2(__NR_listen, made, 1), "no socket that listens");
    return made;
}

static void file_revive(struct file *file, char **arguments)
{
    long made = -1;
    if (file->kind == file_path) {
        made = file_open(file->path, file->flags, arguments);
        call3(__NR_lseek, made, file->value, 0);
    } else if (file->kind == file_listener) {
        made = listener(file->path);
    } else if (file->kind == file_event) {
        made = call2(__NR_eventfd2, file->value, 0);
    } else if (file->kind == file_signals) {
        made = call4(__NR_signalfd4, -1, &file->value, 8, 0);
    } else if (file->kind == file_epoll) {
        made = call1(__NR_epoll_create1, 0);
    }
    must(made, "a file can't be made");
    if (made != file->number) {
        must(call3(__NR_dup3, made, file->number, file->close ? O_CLOEXEC : 0), "no such file");
        call1(__NR_close, made);
    } else {
        call3(__NR_fcntl, made, F_SETFD, file->close ? 1 : 0);
    }
    call3(__NR_fcntl, file->number, F_SETFL, file->flags);
}

static uint64_t hexadecimal(const char **text)
{
    uint64_t number = 0;
    for (;; (*text)++) {
        char digit = **text;
        if (digit >= '0' && digit <= '9')
            number = number * 16 + digit - '0';
        else if (digit >= 'a' && digit <= 'f')
            number = number * 16 + digit - 'a' + 10;
        else
            return number;
    }
}

/* All mappings go but this program's; the kernel's own come to where they were. */
static void memory_clear(void)
{
    uint64_t begins_at[8], lengths[8], first = 0, length = 0, own_end = ((uint64_t)_end + page - 1) / page * page;
    int count = 0;
    long from = must(call3(__NR_open, "/proc/self/maps", O_RDONLY, 0), "no list of mappings");
    long got, all = 0;
    while ((got = call3(__NR_read, from, maps + all, maps_most - 1 - all)) > 0)
        all += got;
    call1(__NR_close, from);
    for (const char *at = maps; *at; at++) {
        uint64_t begin = hexadecimal(&at), stop = (at++, hexadecimal(&at));
        const char *path = "";
        for (; *at && *at != '\n'; at++)
            if (*at == '[')
                path = at;
        if (!begins(path, "[v") || begins(path, "[vsyscall"))
            continue;
        if (!count)
            first = begin;
        if (count == 8 || begin != first + length)
            failed("the kernel's mappings are others");
        begins_at[count] = begin - first;
        lengths[count++] = stop - begin;
        length += stop - begin;
        if (begins(path, "[vdso]")) {
            if (stop - begin != image.vdso_length)
                failed("another kernel");
            for (uint64_t byte = 0; byte < image.vdso_length; byte++)
                if (((unsigned char *)begin)[byte] != image.vdso[byte])
                    failed("another kernel");
        }
    }
    if (length != image.kernel_length)
        failed("another kernel");
    for (int number = 0; number < count; number++) {
        must(call6(__NR_mremap, first + begins_at[number], lengths[number], lengths[number],
                   MREMAP_MAYMOVE | MREMAP_FIXED, scratch + begins_at[number], 0), "a mapping stays");
    }
    call2(__NR_munmap, 65536, (uint64_t)__executable_start - 65536);
    call2(__NR_munmap, own_end, scratch - own_end);
    call2(__NR_munmap, scratch + length, user_end - scratch - length);
    for (int number = 0; number < count; number++) {
        must(call6(__NR_mremap, scratch + begins_at[number], lengths[number], lengths[number],
                   MREMAP_MAYMOVE | MREMAP_FIXED, image.kernel_begin + begins_at[number], 0), "a mapping stays");
    }
}

static void memory_revive(long shared)
{
    for (struct region *region = image.region; region < image.region + image.regions; region++) {
        long flags = MAP_PRIVATE | MAP_FIXED_NOREPLACE, file = -1;
        if (region->kind == region_empty || region->kind == region_copied)
            flags |= MAP_ANONYMOUS | MAP_NORESERVE;
        else
            file = region->kind == region_kept ? image_file : shared;
        long at = call6(__NR_mmap, region->begin, region->length, region->protection, flags, file, region->offset);
        if (at != (long)region->begin)
            failed("memory is in use");
        if (region->kind == region_copied &&
            call4(__NR_pread64, image_file, at, region->length, region->offset) != (long)region->length)
            failed("the file ends too soon");
    }
}

/* What the kernel keeps of a thread. */
static void thread_settle(struct thread *thread)
{
    call2(__NR_set_robust_list, thread->robust, 24);
    if (thread->rseq)
        call4(__NR_rseq, thread->rseq, thread->rseq_length, 0, rseq_signature);
    call2(__NR_prctl, PR_SET_NAME, thread->name);
}

static _Noreturn void thread_go(struct thread *thread)
{
    thread_settle(thread);
    __asm__ volatile("mov 0(%0),%%rbx\nmov 8(%0),%%rbp\nmov 16(%0),%%r12\nmov 24(%0),%%r13\n"
                     "mov 32(%0),%%r14\nmov 40(%0),%%r15\nmov 48(%0),%%rsp\nmov 56(%0),%%rdx\n"
                     "mov $1,%%eax\njmp *%%rdx\n"
                     :
                     : "D"(thread)
                     : "memory");
    __builtin_unreachable();
}

/* A thread of its own goes on below what it has on its stack. */
static void thread_revive(struct thread *thread)
{
    long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                 CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    uint64_t id = thread->base + thread_id_at, below = (thread->registers.rsp - 1024) & ~15ul;
    long made;
    register uint64_t r10 __asm__("r10") = id;
    register uint64_t r8 __asm__("r8") = thread->base;
    register struct thread *r12 __asm__("r12") = thread;
    __asm__ volatile("syscall\n"
                     "test %%rax,%%rax\n"
                     "jnz 1f\n"
                     "mov %%r12,%%rdi\n"
                     "call thread_go_there\n"
                     "1:"
                     : "=a"(made)
                     : "a"(__NR_clone), "D"(flags), "S"(below), "d"(id), "r"(r10), "r"(r8), "r"(r12)
                     : "rcx", "r11", "memory");
    must(made, "no thread");
}

__attribute__((used)) static _Noreturn void thread_go_there(struct thread *thread)
{
    thread_go(thread);
}

__attribute__((used)) static _Noreturn void revive(long *top)
{
    char **arguments = (char **)(top + 1);
    long shared;
    if (*top != 4)
        failed("revive FILE FROM TO");
    long from = must(call3(__NR_open, arguments[1], O_RDONLY, 0), "no such file");
    long read = call3(__NR_read, from, &image, sizeof image);
    if (read != sizeof image)
        failed("not a process");
    for (int at = 0; at < 8; at++)
        if (image.magic[at] != magic[at])
            failed("not a process");
    must(call3(__NR_dup3, from, image_file, O_CLOEXEC), "no such file");
    call1(__NR_close, from);
    shared = image.shared[0] ? file_open(image.shared, O_RDONLY, arguments) : -1;
    if (shared >= 0) {
        must(call3(__NR_dup3, shared, image_file + 1, O_CLOEXEC), "no such file");
        call1(__NR_close, shared);
        shared = image_file + 1;
    }
    for (uint32_t number = 0; number < image.files; number++)
        file_revive(&image.file[number], arguments);
    memory_clear();
    memory_revive(shared);
    call1(__NR_close, image_file);
    call1(__NR_close, shared);
    for (long number = 1; number <= signals; number++)
        call4(__NR_rt_sigaction, number, &image.actions[number - 1], 0, 8);
    call2(__NR_prctl, PR_SET_TIMERSLACK, 1); /* as QEMU has it */
    /* For who lists processes: where its command line is. Not every kernel can be told. */
    call6(__NR_prctl, PR_SET_MM, PR_SET_MM_MAP, &image.layout, sizeof image.layout, 0, 0);
    struct thread *main = image.thread;
    call2(__NR_arch_prctl, ARCH_SET_FS, main->base);
    *(int *)(main->base + thread_id_at) = call1(__NR_set_tid_address, main->base + thread_id_at);
    for (uint32_t number = 1; number < image.threads; number++)
        thread_revive(&image.thread[number]);
    thread_go(main);
}

__asm__(".globl _start\n_start:\nmov %rsp,%rdi\nlea stack+65536(%rip),%rsp\nxor %ebp,%ebp\ncall revive\n");
