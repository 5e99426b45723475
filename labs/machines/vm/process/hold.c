/* Writes the process that it was loaded into (LD_PRELOAD) down as a file, for revive.c to go on with.
 *
 * On SIGILL from kill(2) every thread stops in the handler. The main one writes the file that the
 * environment's HOLD_TO names, and all go on; in a process of revive.c all go on likewise, from the
 * same place. Where something can't be told in the file there is one with ".failed" to its name.
 *
 * A filter of system calls that the program installs is installed when it is revived, not before.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "image.h"

enum { page = 4096, run_least = 16 * page, stack_room = 8 << 20, maps_most = 1 << 20 };
enum { stop_pauses = 5000 };

static struct image image;
static char maps[maps_most];
static char to[108], part[120], no[120];
static int out = -1;
static uint64_t end;
static volatile int stopped, going, broken;
static jmp_buf back;
static int (*seccomp_load_real)(void *);
static void *seccomp_context;

/* 0 when the registers were taken; 1 when they are given back. */
int remember(struct registers *) __attribute__((returns_twice));
__asm__(".text\n.local remember\nremember:\n"
        "mov %rbx,0(%rdi)\nmov %rbp,8(%rdi)\nmov %r12,16(%rdi)\nmov %r13,24(%rdi)\n"
        "mov %r14,32(%rdi)\nmov %r15,40(%rdi)\nlea 8(%rsp),%rdx\nmov %rdx,48(%rdi)\n"
        "mov (%rsp),%rdx\nmov %rdx,56(%rdi)\nxor %eax,%eax\nret\n");

static void failed(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    dprintf(2, "hold: ");
    vdprintf(2, format, arguments);
    dprintf(2, "\n");
    va_end(arguments);
    broken = 1;
    if (getpid() == (int)syscall(SYS_gettid))
        longjmp(back, 1);
}

static void pause_short(void)
{
    struct timespec a_while = {0, 1000000};
    syscall(SYS_nanosleep, &a_while, NULL);
}

static void thread_note(struct thread *thread)
{
    uint64_t length;
    syscall(SYS_arch_prctl, 0x1003, &thread->base); /* ARCH_GET_FS */
    syscall(SYS_get_robust_list, 0, &thread->robust, &length);
    thread->rseq = __rseq_size ? thread->base + __rseq_offset : 0;
    thread->rseq_length = 32;
    syscall(SYS_prctl, 16, thread->name); /* PR_GET_NAME */
    if (*(int *)(thread->base + thread_id_at) != (int)syscall(SYS_gettid))
        failed("another C library: a thread's id is not where it was");
}

static void whole_write(const void *data, size_t length, uint64_t at)
{
    while (length) {
        ssize_t wrote = pwrite(out, data, length, at);
        if (wrote <= 0)
            failed("%s: %s", part, strerror(errno));
        data = (const char *)data + wrote;
        length -= wrote;
        at += wrote;
    }
}

static int is_empty(const char *at)
{
    static const char zeros[page];
    return !memcmp(at, zeros, page);
}

static void region_add(uint64_t begin, uint64_t stop, uint32_t protection, uint32_t kind, uint64_t offset)
{
    if (begin == stop)
        return;
    if (image.regions == most_regions)
        failed("too many regions of memory");
    image.region[image.regions++] = (struct region){begin, stop - begin, offset, protection, kind};
}

static void pages_keep(uint64_t begin, uint64_t stop, uint32_t protection)
{
    region_add(begin, stop, protection, region_kept, end);
    whole_write((void *)begin, stop - begin, end);
    end += stop - begin;
}

/* Keeps what is in begin…stop; long runs of empty pages are no part of the file. */
static void memory_keep(uint64_t begin, uint64_t stop, uint32_t protection)
{
    uint64_t kept = begin, at = begin;
    while (at < stop) {
        uint64_t run = at;
        while (run < stop && is_empty((void *)run))
            run += page;
        if (run - at >= run_least || (run > at && run == stop)) {
            if (at > kept)
                pages_keep(kept, at, protection);
            region_add(at, run, protection, region_empty, 0);
            kept = run;
        }
        at = run < stop ? run + page : stop;
    }
    if (stop > kept)
        pages_keep(kept, stop, protection);
}

static void map_line(char *line, uint64_t before)
{
    unsigned long begin, stop, offset;
    char rights[5];
    int at = 0;
    if (sscanf(line, "%lx-%lx %4s %lx %*s %*s %n", &begin, &stop, rights, &offset, &at) < 4)
        failed("not understood: %s", line);
    const char *path = line + at;
    uint32_t protection = (rights[0] == 'r' ? PROT_READ : 0) | (rights[1] == 'w' ? PROT_WRITE : 0) |
                          (rights[2] == 'x' ? PROT_EXEC : 0);
    if (!strncmp(path, "[vsyscall]", 10))
        return;
    if (!strncmp(path, "[v", 2)) {
        if (!image.kernel_length)
            image.kernel_begin = begin;
        if (begin != image.kernel_begin + image.kernel_length)
            failed("the kernel's mappings are apart");
        image.kernel_length += stop - begin;
        if (!strncmp(path, "[vdso]", 6)) {
            if (stop - begin > vdso_most)
                failed("a large vdso");
            image.vdso_length = stop - begin;
            memcpy(image.vdso, (void *)begin, stop - begin);
        }
    } else if (rights[3] == 's') {
        if (image.shared[0] && strcmp(image.shared, path))
            failed("two shared files: %s, %s", image.shared, path);
        snprintf(image.shared, sizeof image.shared, "%.107s", path);
        region_add(begin, stop, protection, region_file, offset);
    } else if (!(protection & PROT_READ)) {
        region_add(begin, stop, protection, region_empty, 0);
    } else {
        if (!strncmp(path, "[stack]", 7)) { /* which would grow by itself */
            uint64_t lowest = begin - stack_room > before ? begin - stack_room : before;
            region_add(lowest, begin, protection, region_empty, 0);
            /* The kernel shows a command line only where it is in no file. */
            region_add(begin, stop, protection, region_copied, end);
            whole_write((void *)begin, stop - begin, end);
            end += stop - begin;
        } else {
            memory_keep(begin, stop, protection);
        }
    }
}

static void memory_hold(void)
{
    int from = open("/proc/self/maps", O_RDONLY);
    size_t length = 0;
    ssize_t got;
    while ((got = read(from, maps + length, maps_most - 1 - length)) > 0)
        length += got;
    close(from);
    if (length == maps_most - 1)
        failed("too many mappings");
    uint64_t before = 0;
    for (char *line = strtok(maps, "\n"); line; line = strtok(NULL, "\n")) {
        map_line(line, before);
        before = strtoul(strchr(line, '-') + 1, NULL, 16);
    }
}

/* proc(5), "stat": the places are counted from the process's state, which is the third. */
static void layout_hold(void)
{
    static char text[2048];
    struct layout *layout = &image.layout;
    struct { int place; uint64_t *to; } wanted[] = {
        {26, &layout->code}, {27, &layout->code_end}, {28, &layout->stack}, {45, &layout->data},
        {46, &layout->data_end}, {47, &layout->heap}, {48, &layout->arguments},
        {49, &layout->arguments_end}, {50, &layout->environment}, {51, &layout->environment_end},
    };
    int from = open("/proc/self/stat", O_RDONLY);
    ssize_t length = read(from, text, sizeof text - 1);
    close(from);
    text[length > 0 ? length : 0] = 0;
    char *at = strrchr(text, ')');
    for (int place = 3, next = 0; at && next < 10; place++) {
        at = strchr(at + 1, ' ');
        if (at && place == wanted[next].place)
            *wanted[next++].to = strtoull(at, NULL, 10);
    }
    layout->heap_end = (uint64_t)sbrk(0);
    layout->program = -1;
}

static uint64_t fdinfo(int number, const char *name, int base)
{
    static char text[8192];
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", number);
    int from = open(path, O_RDONLY);
    ssize_t length = read(from, text, sizeof text - 1);
    close(from);
    text[length > 0 ? length : 0] = 0;
    char *found = strstr(text, name);
    return found ? strtoull(found + strlen(name), NULL, base) : UINT64_MAX;
}

static void file_hold(int number)
{
    struct file *file = &image.file[image.files];
    char link[40], name[sizeof file->path + 1] = "";
    int flags = fcntl(number, F_GETFL);
    if (flags < 0 || number == out)
        return;
    if (image.files++ == most_files)
        failed("too many files");
    snprintf(link, sizeof link, "/proc/self/fd/%d", number);
    if (readlink(link, name, sizeof name - 1) < 0)
        failed("file %d: %s", number, strerror(errno));
    file->number = number;
    file->flags = flags;
    file->close = fcntl(number, F_GETFD) & FD_CLOEXEC;
    if (!strncmp(name, "socket:", 7)) {
        struct sockaddr_un address = {0};
        socklen_t length = sizeof address;
        int listens = 0;
        socklen_t size = sizeof listens;
        getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
        getsockname(number, (struct sockaddr *)&address, &length);
        if (!listens || address.sun_family != AF_UNIX)
            failed("file %d is a connection", number);
        file->kind = file_listener;
        snprintf(file->path, sizeof file->path, "%.107s", address.sun_path);
    } else if (!strcmp(name, "anon_inode:[eventfd]")) {
        file->kind = file_event;
        file->value = fdinfo(number, "eventfd-count:", 16);
    } else if (!strcmp(name, "anon_inode:[signalfd]")) {
        file->kind = file_signals;
        file->value = fdinfo(number, "sigmask:", 16);
    } else if (!strcmp(name, "anon_inode:[eventpoll]")) {
        if (fdinfo(number, "tfd:", 10) != UINT64_MAX)
            failed("file %d waits for others", number);
        file->kind = file_epoll;
    } else if (name[0] == '/') {
        file->kind = file_path;
        file->value = lseek(number, 0, SEEK_CUR);
        snprintf(file->path, sizeof file->path, "%.107s", name);
    } else {
        failed("file %d: %s", number, name);
    }
}

static void all_write(void)
{
    out = open(part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
    if (out < 0)
        failed("%s: %s", part, strerror(errno));
    memcpy(image.magic, magic, sizeof magic);
    end = (sizeof image + page - 1) / page * page;
    for (int number = 1; number <= signals; number++)
        syscall(SYS_rt_sigaction, number, NULL, &image.actions[number - 1], 8);
    for (int number = 3; number < 256; number++)
        file_hold(number);
    layout_hold();
    memory_hold();
    whole_write(&image, sizeof image, 0);
    close(out);
    out = -1;
    if (rename(part, to))
        failed("%s: %s", to, strerror(errno));
}

static int others_stop(void)
{
    int main_thread = getpid(), count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *task; (task = readdir(tasks));) {
        int id = atoi(task->d_name);
        if (id && id != main_thread && !syscall(SYS_tgkill, main_thread, id, SIGILL))
            count++;
    }
    closedir(tasks);
    return count;
}

static void process_hold(void)
{
    int others = others_stop();
    for (int times = 0; stopped < others && times < stop_pauses; times++)
        pause_short(); /* one that was about to end is not heard of again */
    if (broken || stopped != others || others >= most_threads)
        failed("threads that can't be kept");
    image.threads = 1 + others;
    all_write();
}

static void main_hold(void)
{
    if (setjmp(back)) {
        close(out);
        out = -1;
        unlink(part);
        close(open(no, O_CREAT | O_WRONLY, 0644));
        going = 1;
        return;
    }
    memset(&image, 0, sizeof image);
    stopped = going = broken = 0;
    thread_note(&image.thread[0]);
    if (!remember(&image.thread[0].registers)) {
        process_hold();
        going = 1;
    } else if (seccomp_context && seccomp_load_real(seccomp_context)) {
        _exit(70); /* never without its filter */
    }
}

static void other_hold(void)
{
    uint32_t number = 1 + __sync_fetch_and_add(&image.threads, 1);
    static struct thread more;
    struct thread *thread = number < most_threads ? &image.thread[number] : &more;
    thread_note(thread);
    if (!remember(&thread->registers)) {
        __sync_fetch_and_add(&stopped, 1);
        while (!going)
            pause_short();
    }
}

static void handler(int number, siginfo_t *about, void *context)
{
    (void)context;
    if (about->si_code > 0) { /* the program's own fault */
        signal(number, SIG_DFL);
        return;
    }
    int error = errno;
    if (getpid() == (int)syscall(SYS_gettid))
        main_hold();
    else
        other_hold();
    errno = error;
}

int seccomp_load(void *context)
{
    seccomp_load_real = (int (*)(void *))dlsym(RTLD_NEXT, "seccomp_load");
    seccomp_context = context;
    return 0;
}

void seccomp_release(void *context)
{
    (void)context; /* it is still needed */
}

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("HOLD_TO");
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    if (!name)
        return;
    snprintf(to, sizeof to, "%s", name);
    snprintf(part, sizeof part, "%s.part", to);
    snprintf(no, sizeof no, "%s.failed", to);
    sigfillset(&action.sa_mask);
    sigaction(SIGILL, &action, NULL);
    /* A heap that can't grow at its end, which a process of another layout could not either. */
    uintptr_t top = ((uintptr_t)sbrk(0) + page - 1) / page * page;
    mmap((void *)top, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    unsetenv("LD_PRELOAD");
}
