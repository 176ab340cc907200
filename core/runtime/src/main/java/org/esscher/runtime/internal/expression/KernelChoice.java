package org.esscher.runtime.internal.expression;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses what expressions are computed with: kernels where the JDK has the Vector API and lets it
 * be read, else plain Java. Where it can't be read, one line of the log says which flag is missing.
 */
public final class KernelChoice {
  /** The module that the JVM must be told to add. */
  public static final String MODULE = "jdk.incubator.vector";

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
  private static final String COMPILER =
      "org.esscher.runtime.internal.expression.VectorKernelCompiler";

  /** The release that the compiler of kernels is compiled for. */
  private static final int NEEDED = 25;

  private KernelChoice() {}

  /**
   * The fastest kernels that this JVM runs.
   *
   * @return kernels; the caller closes them
   */
  public static Kernels best() {
    if (Runtime.version().feature() < NEEDED) {
      LOG.info(
          "expressions are computed in plain Java; kernels need JDK {} or newer, with --add-modules {}",
          NEEDED,
          MODULE);
      return Kernels.none();
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      LOG.warn(
          "expressions are computed in plain Java; start the JVM with --add-modules {} to make them faster",
          MODULE);
      return Kernels.none();
    }
    try {
      return Kernels.of(compiler());
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      LOG.warn(
          "expressions are computed in plain Java: this build of Esscher was made without JDK {}, or its kernels don't work here ({})",
          NEEDED,
          e.toString());
      return Kernels.none();
    }
  }

  static KernelCompiler compiler() throws ReflectiveOperationException {
    return Class.forName(COMPILER, true, KernelChoice.class.getClassLoader())
        .asSubclass(KernelCompiler.class)
        .getDeclaredConstructor()
        .newInstance();
  }
}
