package org.esscher.spitests;

import java.util.function.Consumer;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.esscher.data.Arena;

/** Arrow memory that refuses one allocation, and counts what is left in use. */
final class RefusingMemory implements AllocationListener {
  /** More than any call on a small batch makes; a call that goes on for ever must end. */
  private static final int MOST = 2000;

  private long allowed;
  private boolean refused;

  private RefusingMemory(long allowed) {
    this.allowed = allowed;
  }

  @Override
  public void onPreAllocation(long size) {
    if (allowed == 0) {
      refused = true;
      allowed = Long.MAX_VALUE;
      throw new OutOfMemoryException("memory was refused, as the kit does to see what happens");
    }
    allowed--;
  }

  /** What a call leaves in use when nothing is refused: a leak of its own, told by another rule. */
  private static long leftWhenAllowed(Consumer<Arena> call) {
    RefusingMemory memory = new RefusingMemory(Long.MAX_VALUE);
    RootAllocator allocator = new RootAllocator(memory, Long.MAX_VALUE);
    Arena arena = new Arena(allocator, "allowing");
    call.accept(arena);
    Workspace.closeLeaking(arena);
    return allocator.getAllocatedMemory();
  }

  /**
   * Makes a call again and again, refusing its first allocation, then its second, until none is
   * left to refuse.
   *
   * @param call makes its columns in the arena that it is given
   */
  static void refuseEachInTurn(Consumer<Arena> call) {
    long leaked = leftWhenAllowed(call);
    for (int allowed = 0; allowed < MOST; allowed++) {
      if (!refuses(allowed, call, leaked)) {
        return;
      }
    }
    throw new AssertionError("a call makes more than " + MOST + " allocations for a few rows");
  }

  private static boolean refuses(int number, Consumer<Arena> call, long leaked) {
    RefusingMemory memory = new RefusingMemory(number);
    // Never closed: where a component leaks, that would be told as an error of the allocator.
    RootAllocator allocator = new RootAllocator(memory, Long.MAX_VALUE);
    Throwable thrown = null;
    Arena arena = new Arena(allocator, "refusing");
    try {
      call.accept(arena);
    } catch (RuntimeException | AssertionError e) {
      thrown = e;
    }
    Workspace.closeLeaking(arena);
    Findings.require(
        !memory.refused || thrown != null,
        "allocation %d was refused, and the call went on as if nothing had happened",
        number + 1);
    Findings.require(
        thrown == null || memory.refused,
        "with %d allocations allowed the call failed though none was refused: %s",
        number,
        thrown);
    Findings.require(
        thrown == null || saysSo(thrown),
        "allocation %d was refused, and what came out hides it: %s",
        number + 1,
        thrown);
    Findings.require(
        allocator.getAllocatedMemory() <= leaked,
        "allocation %d was refused, and %d bytes stayed in use",
        number + 1,
        allocator.getAllocatedMemory());
    return memory.refused;
  }

  /** Whether the refusal is what was thrown, or its cause. */
  private static boolean saysSo(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryException) {
        return true;
      }
    }
    return false;
  }
}
