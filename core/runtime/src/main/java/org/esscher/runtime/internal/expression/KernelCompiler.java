package org.esscher.runtime.internal.expression;

/** Makes kernels. Thread-safe. */
interface KernelCompiler {
  /**
   * Compiles.
   *
   * @param plan what the kernel computes
   * @return the kernel
   */
  Kernel compile(KernelPlan plan);

  /** Names what it compiles to. */
  String name();
}
