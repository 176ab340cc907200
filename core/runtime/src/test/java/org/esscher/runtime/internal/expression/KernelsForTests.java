package org.esscher.runtime.internal.expression;

import org.junit.jupiter.api.Assumptions;

/** Kernels for every batch, however small, where this JVM and this build have them. */
public final class KernelsForTests {
  private KernelsForTests() {}

  /** Skips the test, with a line that says why, where there are none. */
  public static KernelCompiler compiler() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent(),
        "kernels need a JVM with --add-modules " + KernelChoice.MODULE);
    try {
      return KernelChoice.compiler();
    } catch (ClassNotFoundException e) {
      return Assumptions.abort("kernels were left out of this build");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kernels from the first block on. */
  public static Kernels atOnce() {
    return Kernels.atOnce(compiler());
  }
}
