package org.esscher.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.esscher.api.Divergence;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Filter;
import org.esscher.api.Generator;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Schedule;
import org.esscher.api.Transform;

/** What a component is, by the interface that its record implements. */
public enum Kind {
  /** A policy: a provider, or a record that is one itself. */
  POLICY(PolicyProvider.class, Policy.class),
  /** A reward model: a provider, or a record that is one itself. */
  REWARD_MODEL(RewardModelProvider.class, RewardModel.class),
  /** A model that is neither policy nor reward: a provider, or a record that is one itself. */
  MODEL(ModelProvider.class, Model.class),
  /** A divergence. */
  DIVERGENCE(Divergence.class),
  /** An estimator. */
  ESTIMATOR(Estimator.class),
  /** An environment. */
  ENVIRONMENT(EnvironmentProvider.class),
  /** A recipe. */
  RECIPE(Recipe.class),
  /** An optimizer. */
  OPTIMIZER(Optimizer.class),
  /** A schedule. */
  SCHEDULE(Schedule.class),
  /** A transform. */
  TRANSFORM(Transform.class),
  /** A filter. */
  FILTER(Filter.class),
  /** A generator of data. */
  GENERATOR(Generator.class);

  private final Class<?> type;
  private final Class<?> alternative;

  Kind(Class<?> type) {
    this(type, type);
  }

  Kind(Class<?> type, Class<?> alternative) {
    this.type = type;
    this.alternative = alternative;
  }

  /**
   * The kind's name on the command line.
   *
   * @return lower case with hyphens
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A kind by its name.
   *
   * @param id as {@link #id} gives it
   * @return the kind
   * @throws EsscherException (USER) when there is none
   */
  public static Kind of(String id) {
    List<String> all = new ArrayList<>();
    for (Kind kind : values()) {
      if (kind.id().equals(id)) {
        return kind;
      }
      all.add(kind.id());
    }
    throw EsscherException.user("there is no kind '%s'; kinds are %s", id, String.join(", ", all));
  }

  /**
   * The kinds of a component.
   *
   * @param component its record class
   * @return at least one, unless it is no component; the general MODEL only where nothing narrower
   *     fits
   */
  public static List<Kind> of(Class<?> component) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : values()) {
      boolean fits =
          kind.type.isAssignableFrom(component) || kind.alternative.isAssignableFrom(component);
      boolean narrower = kinds.contains(POLICY) || kinds.contains(REWARD_MODEL);
      if (fits && !(kind == MODEL && narrower)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /**
   * The kinds whose components may satisfy a type.
   *
   * @param wanted an interface of the SPI
   * @return kinds to look in, by id
   */
  public static List<Kind> serving(Class<?> wanted) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : values()) {
      if (related(kind.type, wanted) || related(kind.alternative, wanted)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static boolean related(Class<?> left, Class<?> right) {
    return left.isAssignableFrom(right) || right.isAssignableFrom(left);
  }
}
