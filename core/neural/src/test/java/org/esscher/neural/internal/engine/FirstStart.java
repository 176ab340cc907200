package org.esscher.neural.internal.engine;

/** Starts the engine as an application server would: the caller's class loader knows nothing. */
public final class FirstStart {
  private FirstStart() {}

  /** Starts it, unless it runs already, and checks that the loader is put back. */
  @SuppressForbidden("this is the loader that the engine must not depend on")
  public static void underForeignLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader foreign = ClassLoader.getPlatformClassLoader();
    thread.setContextClassLoader(foreign);
    try {
      NativeEngine.get();
      if (thread.getContextClassLoader() != foreign) {
        throw new AssertionError("the caller's context class loader was not put back");
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
