package org.esscher.neural.internal.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native engine, which a JVM starts once: with the first pass of a network, never before.
 *
 * <p>It is offline and reports no usage, unless the application has set DJL's switches otherwise.
 * The number of native threads is the system property {@value #THREADS}, 1 by default: results
 * differ in the last digits from one number to another, so it is fixed and not guessed from the
 * machine. Thread-safe.
 */
public final class NativeEngine {
  /** System property: native threads within an operation. */
  static final String THREADS = "esscher.neural.threads";

  private static final Logger LOG = LoggerFactory.getLogger(NativeEngine.class);

  private static @Nullable NativeEngine started;

  private final NDManager memory;

  private NativeEngine(NDManager memory) {
    this.memory = memory;
    // Arrays belong to scopes. One that was attached here would live as long as the JVM.
    memory.cap();
  }

  /**
   * The engine, started at the first call.
   *
   * @return the engine
   * @throws EsscherException (RESOURCES) when its native library is missing or can't be loaded
   */
  public static synchronized NativeEngine get() {
    if (started == null) {
      started = new NativeEngine(start(NativeEngine.class.getClassLoader()));
    }
    return started;
  }

  private static NDManager start(ClassLoader loader) {
    configure();
    if (System.getenv("PYTORCH_LIBRARY_PATH") == null
        && System.getProperty("PYTORCH_LIBRARY_PATH") == null) {
      NativeLibrary.require(
          loader,
          NativeLibrary.system(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    try {
      return underOwnLoader(NativeEngine::load);
    } catch (EngineException | LinkageError e) {
      throw new EsscherException(
          ErrorCode.RESOURCES,
          "the native library of PyTorch can't be loaded: "
              + root(e)
              + "; it is unpacked into the directory that DJL_CACHE_DIR names (by default .djl.ai"
              + " in the home directory), which needs 450 MB and write permission, and it can be"
              + " loaded by one class loader of a JVM only",
          e);
    }
  }

  private static NDManager load() {
    Engine engine = Engine.getEngine("PyTorch");
    NDManager memory = engine.newBaseManager();
    LOG.info(
        "PyTorch {} on {} with {} native threads",
        engine.getVersion(),
        memory.getDevice(),
        JniUtils.getNumThreads());
    return memory;
  }

  /**
   * Does what loads native libraries.
   *
   * @param <T> the result
   * @param loading finds libraries through the context class loader
   * @return its result
   */
  @SuppressForbidden("DJL finds itself through the context class loader; it is put back")
  public static <T> T underOwnLoader(Supplier<T> loading) {
    configure();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(NativeEngine.class.getClassLoader());
    try {
      return loading.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void configure() {
    setByDefault("ai.djl.offline", "true");
    setByDefault("OPT_OUT_TRACKING", "true");
    setByDefault("ai.djl.pytorch.num_threads", String.valueOf(threads()));
    setByDefault("ai.djl.pytorch.num_interop_threads", "1");
  }

  private static int threads() {
    String wanted = System.getProperty(THREADS, "1");
    try {
      int threads = Integer.parseInt(wanted);
      if (threads > 0) {
        return threads;
      }
    } catch (NumberFormatException e) {
      LOG.debug("{} is not a number", wanted, e);
    }
    throw EsscherException.user(
        "the system property %s has to be a whole number above 0, got '%s'", THREADS, wanted);
  }

  private static void setByDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * A new scope.
   *
   * @return the scope; whoever opens it closes it
   */
  public Scope scope() {
    return new Scope(manager());
  }

  /** Memory of its own for what outlives a pass; whoever asks for it closes it. */
  NDManager manager() {
    return memory.newSubManager();
  }

  /**
   * How many arrays of open scopes there are: 0 when every pass was closed.
   *
   * @return native arrays
   */
  public int liveArrays() {
    return memory.getManagedArrays().size();
  }
}
