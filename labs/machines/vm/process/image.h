/* A process as a file: what hold.c writes and revive.c reads. All sizes in bytes.
 *
 * The file begins with a struct image; the memory's pages follow, each region at its offset.
 */
#include <stdint.h>

enum { most_regions = 4096, most_files = 128, most_threads = 16, signals = 64, vdso_most = 16384 };
enum { thread_id_at = 0x2d0 }; /* of its id in what glibc 2.36 keeps of a thread; looked at */
static const char magic[8] = "process1";

enum region_kind { region_empty, region_kept, region_copied, region_file };

struct region {
    uint64_t begin, length;
    uint64_t offset; /* in this file; region_file: in the one that is `shared` */
    uint32_t protection;
    uint32_t kind;
};

enum file_kind { file_path, file_listener, file_event, file_signals, file_epoll };

struct file {
    int32_t number;
    uint32_t kind;
    uint32_t flags; /* of fcntl F_GETFL */
    uint32_t close; /* closed by exec */
    uint64_t value; /* position, count, or mask */
    char path[108];
};

struct registers { /* in the order of remember() */
    uint64_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
};

struct thread {
    struct registers registers;
    uint64_t base;   /* of what is a thread's own */
    uint64_t robust; /* its list of locks */
    uint64_t rseq, rseq_length;
    char name[16];
};

struct action { /* the kernel's struct sigaction */
    uint64_t handler, flags, restorer, mask;
};

struct layout { /* the kernel's struct prctl_mm_map: where it looks for a process's arguments */
    uint64_t code, code_end, data, data_end, heap, heap_end, stack;
    uint64_t arguments, arguments_end, environment, environment_end;
    uint64_t auxiliary;
    uint32_t auxiliary_length;
    int32_t program;
};

struct image {
    char magic[8];
    uint32_t regions, files, threads, vdso_length;
    uint64_t kernel_begin, kernel_length; /* what the kernel maps itself: data, then the vdso */
    char shared[108];                     /* the file of region_file */
    struct layout layout;
    struct action actions[signals];
    struct thread thread[most_threads]; /* the first is the main one */
    struct file file[most_files];
    struct region region[most_regions];
    unsigned char vdso[vdso_most]; /* the same code, or what points into it is wrong */
};
