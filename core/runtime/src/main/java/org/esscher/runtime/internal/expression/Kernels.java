package org.esscher.runtime.internal.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of one host. A kernel is compiled once for all expressions of its plan, by a thread
 * that also runs it until the JVM has made machine code of it; until then, and for small batches,
 * blocks are computed without. That changes no digit, since kernels compute the very numbers that
 * {@link Pointwise} does. Thread-safe.
 */
public final class Kernels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

  /** Blocks of a sweep below which kernels don't pay. */
  private static final int MIN_BLOCKS = 16;

  private static final int MOST = 512;

  private final @Nullable KernelCompiler compiler;
  private final boolean atOnce;
  private final Map<KernelPlan, State> states = new ConcurrentHashMap<>();
  private final @Nullable ThreadPoolExecutor thread;

  /** A kernel, or that it is on its way, or that it never will be there. */
  private record State(@Nullable Kernel kernel, boolean settled) {}

  private Kernels(@Nullable KernelCompiler compiler, boolean atOnce) {
    this.compiler = compiler;
    this.atOnce = atOnce;
    this.thread = compiler == null || atOnce ? null : thread();
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "esscher-kernels");
              thread.setDaemon(true);
              return thread;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /**
   * No kernels.
   *
   * @return what need not be closed
   */
  public static Kernels none() {
    return new Kernels(null, false);
  }

  /** Kernels that are used as soon as the JVM runs them fast. */
  static Kernels of(KernelCompiler compiler) {
    return new Kernels(compiler, false);
  }

  /** Kernels for every batch, from the first block on. */
  static Kernels atOnce(KernelCompiler compiler) {
    return new Kernels(compiler, true);
  }

  /**
   * Names what computes, for what records results.
   *
   * @return for instance {@code portable}
   */
  public String name() {
    return compiler == null ? "portable" : compiler.name();
  }

  /** Whether there may be kernels for a sweep over some blocks. */
  boolean pay(int blocks) {
    return compiler != null && blocks >= (atOnce ? 1 : MIN_BLOCKS);
  }

  /** The kernels of some plans, or null as long as one of them isn't ready. */
  @Nullable Map<KernelPlan, Kernel> ready(List<KernelPlan> plans) {
    Map<KernelPlan, Kernel> ready = new HashMap<>();
    boolean all = true;
    for (KernelPlan plan : plans) {
      State state = states.get(plan);
      if (state == null) {
        state = ask(plan);
      }
      if (state.kernel() == null) {
        all = false;
      } else {
        ready.put(plan, state.kernel());
      }
    }
    return all ? ready : null;
  }

  private State ask(KernelPlan plan) {
    KernelCompiler with = compiler;
    if (with == null || states.size() >= MOST) {
      return new State(null, true);
    }
    if (thread == null) {
      return states.computeIfAbsent(plan, ignored -> new State(with.compile(plan), true));
    }
    State asked = new State(null, false);
    State before = states.putIfAbsent(plan, asked);
    if (before != null) {
      return before;
    }
    try {
      thread.execute(() -> states.put(plan, new State(made(with, plan), true)));
    } catch (RejectedExecutionException closed) {
      states.put(plan, new State(null, true));
    }
    return asked;
  }

  /** A kernel that the JVM runs fast by now, or null: it is never needed. */
  private static @Nullable Kernel made(KernelCompiler compiler, KernelPlan plan) {
    try {
      Kernel kernel = compiler.compile(plan);
      return WarmUp.run(kernel, plan) ? kernel : null;
    } catch (RuntimeException | Error e) {
      LOG.warn("a kernel can't be made; plain Java computes what it would", e);
      return null;
    }
  }

  /**
   * Whether all kernels that were asked for are ready, or never will be.
   *
   * @return false while one is on its way
   */
  public boolean settled() {
    return states.values().stream().allMatch(State::settled);
  }

  /** Lets the thread end. */
  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
