package org.esscher.runtime.internal.expression;

import java.util.concurrent.atomic.LongAdder;
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

  /**
   * Kernels from the first block on.
   *
   * @param taken counts the calls of kernels that computed
   * @param refused counts those that left their block to plain Java
   */
  public static Kernels atOnce(LongAdder taken, LongAdder refused) {
    KernelCompiler compiler = compiler();
    return Kernels.atOnce(
        new KernelCompiler() {
          @Override
          public Kernel compile(KernelPlan plan) {
            Kernel kernel = compiler.compile(plan);
            return (arrays, singles, scalars, count) -> {
              boolean computed = kernel.run(arrays, singles, scalars, count);
              (computed ? taken : refused).increment();
              return computed;
            };
          }

          @Override
          public String name() {
            return compiler.name();
          }
        });
  }
}
