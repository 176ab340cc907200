package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.Map;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.engine.ScriptModule;
import org.esscher.neural.internal.network.Layout;

/**
 * All parameters of a module, in its order.
 *
 * @param layout as the module has them
 */
record WholeModule(Layout layout) implements ScriptParameters {
  /**
   * Of a module.
   *
   * @param module the module
   * @param origin which module it is
   */
  static WholeModule of(ScriptModule module, String origin) {
    Layout.Builder arrays = new Layout.Builder().origin(origin);
    module.shapes().forEach((name, shape) -> arrays.constant(name, 0, shape));
    return new WholeModule(arrays.build());
  }

  /** The parameters that the module was loaded with. */
  double[] first(ScriptModule module) {
    double[] all = new double[layout.size()];
    int at = 0;
    for (String name : layout.shapes().keySet()) {
      double[] own = module.values(name);
      System.arraycopy(own, 0, all, at, own.length);
      at += own.length;
    }
    return all;
  }

  @Override
  public void load(double[] trained, ScriptModule module) {
    int at = 0;
    for (Map.Entry<String, int[]> array : layout.shapes().entrySet()) {
      int size = Arrays.stream(array.getValue()).reduce(1, Math::multiplyExact);
      try (Scope scope = NativeEngine.get().scope()) {
        double[] own = Arrays.copyOfRange(trained, at, at + size);
        module.set(array.getKey(), scope.numbers(own, module.precision(), size));
      }
      at += size;
    }
  }

  @Override
  public double[] takeGradient(double[] trained, ScriptModule module) {
    double[] all = new double[trained.length];
    int at = 0;
    for (String name : layout.shapes().keySet()) {
      try (Scope scope = NativeEngine.get().scope()) {
        double[] own = Scope.toDoubles(module.takeGradient(name, scope));
        System.arraycopy(own, 0, all, at, own.length);
        at += own.length;
      }
    }
    return all;
  }
}
