package org.esscher.plugins.gbrl;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Trainable;

/** A critic of trees, with the output {@code value}. */
final class TreeValue implements Model, Trainable {
  private final TreeFunction function;

  TreeValue(TreeFunction function) {
    this.function = function;
  }

  @Override
  public Set<String> inputs() {
    return Set.copyOf(function.inputs());
  }

  @Override
  public Set<String> outputs() {
    return Set.of("value");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    FeatureTable table = function.features(batch);
    return new Pass(table, context.columns().numbers(function.predict(table)));
  }

  @Override
  public void step(Gradient gradientOfSum, double weight, double rate) {
    function.grow(gradientOfSum, weight, rate);
  }

  @Override
  public State save() {
    return function.save();
  }

  private record Pass(FeatureTable table, Column value) implements Forward {
    @Override
    public Column output(String name) {
      return value;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      if (!wantedInputs.isEmpty()) {
        throw EsscherException.user("trees have no derivative with respect to %s", wantedInputs);
      }
      Column ofValue = cotangents.get("value");
      return new Pullback(
          new RowGradients(table, ofValue == null ? new double[table.rows()] : ofValue.toArray()),
          Map.of());
    }
  }
}
