package org.esscher.plugins.gbrl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;

/**
 * A choice by categories: every feature has one special value, and the right action is the number
 * of the first feature that has its own, or the last action where none has. The right action pays
 * 1, any other 0; a choice is an episode. Each feature is set to its special value with a
 * probability, else drawn from all values alike.
 *
 * <p>Shows {@code observation}, the values' numbers divided by the largest: an order that means
 * nothing.
 *
 * @param special the special value of each feature
 * @param values number of values of a feature, numbered from 0
 * @param probability probability that a feature is set to its special value
 */
@Component(
    value = "categorical-bandit",
    summary = "a bandit whose contexts are categories, one value of each feature mattering",
    paper = "made for gbrl, arXiv 2407.08250")
public record CategoricalBandit(
    @Default("[7, 3, 11]") @NotEmpty List<@PositiveOrZero Integer> special,
    @Default("20") @Min(2) int values,
    @Default("0.25") @PositiveOrZero @DecimalMax("1") double probability)
    implements EnvironmentProvider {
  /**
   * Copies and checks.
   *
   * @param special as for the record
   * @param values as for the record
   * @param probability as for the record
   */
  public CategoricalBandit {
    special = List.copyOf(special);
    for (int value : special) {
      if (value >= values) {
        throw EsscherException.user(
            "categorical-bandit: the special value %d is beyond the last of %d values, numbered"
                + " from 0",
            value, values);
      }
    }
  }

  /** One for each feature, and one where none has its special value. */
  int actions() {
    return special.size() + 1;
  }

  @Override
  public Environment create(int copies, Context context) {
    return new CategoricalChoices(this, copies);
  }
}
