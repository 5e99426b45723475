// The machine's hardware, the same for who freezes it, who resumes it in a page, and who tests it.
// A frozen state fits this hardware alone.

/** @param {{memory_mb: number}} limits */
export function hardware({ memory_mb }) {
  return {
    memory_size: memory_mb << 20,
    vga_memory_size: 1 << 20,
    acpi: true,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    uart1: true, // a terminal in the container; the port before has the agent, and the kernel as it boots
    uart2: true, // a terminal of the host
  };
}
