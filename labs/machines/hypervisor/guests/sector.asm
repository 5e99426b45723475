; A guest of 512 bytes: no kernel, no system, only what a BIOS loads from a disk and jumps to.
; It says what it finds on the serial line and switches the machine off by the device
; isa-debug-exit: QEMU then ends with (16 << 1) | 1 = 33.
;
; nasm -f bin -o sector sector.asm
        bits 16
        org 0x7c00              ; where the BIOS puts it

serial  equ 0x3f8               ; the first serial port, a 16550
switch  equ 0xf4                ; where the machine has its isa-debug-exit

        db 'MZ'                 ; as every program of DOS and Windows begins; as code: dec bp, pop dx
        jmp 0:begin             ; some BIOSes come with another segment

begin:  xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00          ; the stack grows down from here
        cld
        mov dx, serial + 3
        mov al, 3               ; eight bits, no parity, one stop bit
        out dx, al

        mov si, hello
        call print
        mov eax, cr0            ; its lowest bit says whether the processor is in protected mode
        and ax, 1
        call number
        mov si, memory
        call print
        int 0x12                ; the BIOS: kilobytes of memory below the first megabyte
        call number
        mov si, bye
        call print

drain:  mov dx, serial + 5
        in al, dx
        test al, 0x40           ; everything has left the wire
        jz drain
        mov dx, switch
        mov al, 16
        out dx, al
halt:   hlt                     ; only where there is no such switch
        jmp halt

print:  lodsb                   ; the text at si, up to its zero
        test al, al
        jz done
        call put
        jmp print

number: xor cx, cx              ; ax in decimal
        mov bx, 10
digit:  xor dx, dx
        div bx
        push dx
        inc cx
        test ax, ax
        jnz digit
each:   pop ax
        add al, '0'
        call put
        loop each
done:   ret

put:    push ax                 ; the character in al
        push dx
        mov ah, al
        mov dx, serial + 5
room:   in al, dx
        test al, 0x20           ; room for one more
        jz room
        mov dx, serial
        mov al, ah
        out dx, al
        pop dx
        pop ax
        ret

hello:  db 13, 10, '512 bytes speaking: there is no Linux in here, and no kernel at all.', 13, 10
        db 'Protected mode: ', 0
memory: db '. Memory below 1 MB: ', 0
bye:    db ' kB.', 13, 10, 'Switching this machine off with code 33.', 13, 10, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55               ; what makes a sector one to boot from
