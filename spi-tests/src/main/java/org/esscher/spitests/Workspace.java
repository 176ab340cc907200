package org.esscher.spitests;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;

/** Memory and contexts of one test: inputs in one arena, what calls make in others. */
final class Workspace implements AutoCloseable {
  private final Arena root = Arena.root("conformance kit");
  private final Arena inputs = root.child("inputs");
  private final @Nullable PluginScan scan;
  private final Components components;

  /**
   * A workspace.
   *
   * @param loader where components that are asked for by id are looked for
   */
  Workspace(ClassLoader loader) {
    PluginScan own = new PluginScan();
    own.classPath(loader);
    scan = own;
    components = new Components(own);
  }

  /**
   * A workspace.
   *
   * @param components that may be asked for by id; they stay the caller's
   */
  Workspace(Components components) {
    this.scan = null;
    this.components = components;
  }

  Arena inputs() {
    return inputs;
  }

  Arena call() {
    return root.child("call");
  }

  long allocatedBytes() {
    return root.allocatedBytes();
  }

  Context context(Columns columns, long seed) {
    return new CallContext(columns, seed, CallContext.NO_ROLES, components, "conformance");
  }

  static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  static RandomGenerator random(long seed) {
    return CallContext.generator(seed);
  }

  /** Closes; what a component left open is told by the rule about memory, and by no other. */
  @Override
  public void close() {
    if (scan != null) {
      scan.close();
    }
    closeLeaking(root);
  }

  static void closeLeaking(Arena arena) {
    try {
      arena.close();
    } catch (EsscherException leak) {
      System.getLogger(Workspace.class.getName())
          .log(System.Logger.Level.DEBUG, "a component left memory open", leak);
    }
  }
}
