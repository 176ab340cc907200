package org.esscher.plugins.qarl;

/** How the adversary grows over the iterations of a run. */
public enum Schedule {
  /** More rational as fast as the protagonist's return allows: QARL. */
  SELF_PACED {
    @Override
    double concentration(QarlRecipe recipe, int iteration, double k) {
      return k;
    }
  },
  /** More rational at an even pace. */
  LINEAR {
    @Override
    double concentration(QarlRecipe recipe, int iteration, double k) {
      double done = iteration / Math.max(1.0, recipe.iterations() - 1.0);
      return recipe.k0() + done * (recipe.kTarget() - recipe.k0());
    }
  },
  /** As irrational as at first. */
  FIXED {
    @Override
    double concentration(QarlRecipe recipe, int iteration, double k) {
      return recipe.k0();
    }
  },
  /** Rational from the start: RARL. */
  NONE,
  /** Rational from the start, and stronger at an even pace. */
  FORCE {
    @Override
    double strength(QarlRecipe recipe, int iteration) {
      return (iteration + 1.0) / recipe.iterations();
    }
  },
  /** No adversary: soft actor-critic. */
  ALONE {
    @Override
    double strength(QarlRecipe recipe, int iteration) {
      return 0;
    }
  };

  /**
   * k of an iteration's temperatures, 0 for a temperature of 0.
   *
   * @param recipe the configuration
   * @param iteration from 0
   * @param k where the curriculum is
   */
  double concentration(QarlRecipe recipe, int iteration, double k) {
    return 0;
  }

  /** The factor of the adversary's actions in an iteration. */
  double strength(QarlRecipe recipe, int iteration) {
    return 1;
  }
}
