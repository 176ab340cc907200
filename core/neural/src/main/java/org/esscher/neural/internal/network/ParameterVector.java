package org.esscher.neural.internal.network;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a network, in float64 whatever it computes with: small steps are not lost to
 * rounding, and what is saved is restored to the last bit.
 */
public final class ParameterVector {
  private static final String PARAMETERS = "parameters";
  private static final String ARRAYS = "arrays";

  private final Layout layout;
  private double[] values;

  private ParameterVector(Layout layout, double[] values) {
    this.layout = layout;
    this.values = values;
  }

  /**
   * Restored parameters, or first ones.
   *
   * @param layout the arrays
   * @param saved what {@link #save} gave, or null
   * @param random draws first parameters
   * @return the parameters
   * @throws EsscherException (DATA) when they were saved by a network of other arrays
   */
  public static ParameterVector of(Layout layout, @Nullable State saved, RandomGenerator random) {
    return of(layout, saved, () -> layout.draw(random));
  }

  /**
   * Restored parameters, or given ones.
   *
   * @param layout the arrays
   * @param saved what {@link #save} gave, or null
   * @param first gives first parameters, of the layout's size
   * @return the parameters
   * @throws EsscherException (DATA) when they were saved by a network of other arrays
   */
  public static ParameterVector of(Layout layout, @Nullable State saved, Supplier<double[]> first) {
    if (saved == null) {
      return new ParameterVector(layout, first.get());
    }
    List<String> found = saved.texts(ARRAYS);
    if (!found.equals(layout.words())) {
      throw EsscherException.data(
          "the saved parameters belong to a network of the arrays %s, but this one has %s; give it"
              + " the configuration that it was saved with",
          found, layout.words());
    }
    return new ParameterVector(layout, checked(Vector.of(saved.get(PARAMETERS)), layout));
  }

  /**
   * The arrays.
   *
   * @return their layout
   */
  public Layout layout() {
    return layout;
  }

  /**
   * The numbers.
   *
   * @return not to be changed; a later {@link #assign} leaves them as they are
   */
  public double[] values() {
    return values;
  }

  /**
   * Replaces the numbers.
   *
   * @param changed of the same size, finite
   * @throws EsscherException (PLUGIN) when the size differs or a number is not finite
   */
  public void assign(Vector changed) {
    values = checked(changed, layout);
  }

  private static double[] checked(Vector changed, Layout layout) {
    double[] numbers = changed.toArray();
    if (numbers.length != layout.size()) {
      throw EsscherException.plugin(
          "the network has %d parameters, got %d", layout.size(), numbers.length);
    }
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        throw EsscherException.plugin(
            "parameter %d would become %s; parameters have to be finite", i, numbers[i]);
      }
    }
    return numbers;
  }

  /**
   * Parameters as a state, with the arrays that they belong to.
   *
   * @return the state
   */
  public State save() {
    return State.empty().with(PARAMETERS, values).withTexts(ARRAYS, layout.words());
  }
}
