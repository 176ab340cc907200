package org.esscher.plugins.programmablevi;

import java.util.List;
import java.util.random.RandomGenerator;

/** What a random choice follows; its parameters carry derivatives. */
public sealed interface Distribution {
  /**
   * Draws a value.
   *
   * @param random the source of randomness
   * @return the value, without derivative
   */
  double sample(RandomGenerator random);

  /**
   * The log-density, or log-probability, of a value.
   *
   * @param v a value, which may depend on the parameter
   * @return its log, nats
   */
  Dual logDensity(Dual v);

  /**
   * A normal.
   *
   * @param mean its mean
   * @param std its standard deviation, above 0
   */
  record Normal(Dual mean, Dual std) implements Distribution {
    @Override
    public double sample(RandomGenerator random) {
      return mean.value() + std.value() * random.nextGaussian();
    }

    @Override
    public Dual logDensity(Dual v) {
      Dual t = v.minus(mean).over(std);
      return t.times(t)
          .times(-0.5)
          .minus(std.log())
          .minus(Dual.constant(0.5 * Math.log(2 * Math.PI)));
    }

    /** v = μ + σε. */
    Dual at(double noise) {
      return mean.plus(std.times(noise));
    }
  }

  /**
   * 0, 1, … with given probabilities.
   *
   * @param probabilities of the values, above 0, summing to 1
   */
  record Categorical(List<Dual> probabilities) implements Distribution {
    /**
     * Copies.
     *
     * @param probabilities as for the record
     */
    public Categorical {
      probabilities = List.copyOf(probabilities);
    }

    /**
     * 1 with a probability, else 0.
     *
     * @param one the probability of 1, within (0, 1)
     * @return the distribution
     */
    public static Categorical bernoulli(Dual one) {
      return new Categorical(List.of(Dual.constant(1).minus(one), one));
    }

    @Override
    public double sample(RandomGenerator random) {
      double left = random.nextDouble();
      int v = 0;
      while (v + 1 < probabilities.size() && left >= probabilities.get(v).value()) {
        left -= probabilities.get(v++).value();
      }
      return v;
    }

    @Override
    public Dual logDensity(Dual v) {
      return probabilities.get((int) v.value()).log();
    }
  }
}
