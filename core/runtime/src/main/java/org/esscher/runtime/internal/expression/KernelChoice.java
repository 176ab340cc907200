package org.esscher.runtime.internal.expression;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses what expressions are computed with: kernels where the JDK has the Vector API and lets it
 * be read, else plain Java. Where it can't be read, one line of the log says which flag is missing,
 * once a process however many hosts it has.
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
    return Found.COMPILER == null ? Kernels.none() : Kernels.of(Found.COMPILER);
  }

  /** What the JVM, which doesn't change, lets be used; looked for at the first call. */
  private static final class Found {
    static final @Nullable KernelCompiler COMPILER = find();
  }

  private static @Nullable KernelCompiler find() {
    if (Runtime.version().feature() < NEEDED) {
      LOG.info(
          "expressions are computed in plain Java; kernels need JDK {} or newer, with --add-modules {}",
          NEEDED,
          MODULE);
      return null;
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      LOG.warn(
          "expressions are computed in plain Java; start the JVM with --add-modules {} to make them faster",
          MODULE);
      return null;
    }
    try {
      return compiler();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      LOG.warn(
          "expressions are computed in plain Java: this build of Esscher was made without JDK {}, or its kernels don't work here ({})",
          NEEDED,
          e.toString());
      return null;
    }
  }

  static KernelCompiler compiler() throws ReflectiveOperationException {
    return Class.forName(COMPILER, true, KernelChoice.class.getClassLoader())
        .asSubclass(KernelCompiler.class)
        .getDeclaredConstructor()
        .newInstance();
  }
}
