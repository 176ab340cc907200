package org.esscher.neural;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.esscher.runtime.internal.wiring.CallContext;

/** Memory and a context for models outside a run, with every component of the class path. */
public final class Workbench implements AutoCloseable {
  private final Arena arena = Arena.root("test");
  private final PluginScan scan = new PluginScan();
  private final Components components;
  private final Context context;

  /** Opens; the context's generator is seeded with 1. */
  public Workbench() {
    scan.builtIn(new RuntimePlugin());
    scan.classPath(Workbench.class.getClassLoader());
    components = new Components(scan);
    context = new CallContext(arena, 1, CallContext.NO_ROLES, components, "test");
  }

  /** Makes columns. */
  public Arena columns() {
    return arena;
  }

  /** The context of all calls. */
  public Context context() {
    return context;
  }

  /** A component of the class path. */
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    return components.create(kind, id, config);
  }

  /** A batch of columns in the order name, column, name, column, … */
  public Batch batch(Object... namesAndColumns) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndColumns.length; i += 2) {
      columns.put((String) namesAndColumns[i], (Column) namesAndColumns[i + 1]);
    }
    return arena.batch(columns);
  }

  /** One output of a model. */
  public double[] output(Model model, Batch batch, String name) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      return forward.output(name).toArray();
    }
  }

  /** The gradient of Σ cotangent · output with respect to the parameters. */
  public double[] gradient(Model model, Batch batch, String name, double... cotangents) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      Column given = arena.shapedLike(forward.output(name), cotangents);
      return vectored(model)
          .vector(forward.pullback(Map.of(name, given), Set.of()).gradient())
          .toArray();
    }
  }

  /** The gradient of Σ cotangent · output with respect to an input. */
  public double[] inputGradient(
      Model model, Batch batch, String name, String input, double... cotangents) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      Column given = arena.shapedLike(forward.output(name), cotangents);
      Column pulled = forward.pullback(Map.of(name, given), Set.of(input)).inputs().get(input);
      if (pulled == null) {
        throw new AssertionError("no derivative with respect to " + input);
      }
      return pulled.toArray();
    }
  }

  /** The model's parameters. */
  public static Vectored vectored(Model model) {
    return model.as(Vectored.class).orElseThrow();
  }

  @Override
  public void close() {
    arena.close();
    scan.close();
  }
}
