package org.esscher.runtime.internal.estimate;

import java.util.List;
import java.util.Map;
import org.esscher.api.Level;
import org.jspecify.annotations.Nullable;

/**
 * What an estimator asks for.
 *
 * @param slots by name
 * @param states names of its state
 * @param losses loss names with the roles that each trains
 */
public record Requirements(
    Map<String, SlotRequirements> slots, List<String> states, Map<String, List<String>> losses) {
  /**
   * What is asked of one slot.
   *
   * @param groupedBy the column that groups, or null
   * @param columns stored columns
   * @param outputs model outputs
   */
  public record SlotRequirements(
      @Nullable String groupedBy,
      List<ColumnRequirement> columns,
      List<OutputRequirement> outputs) {}

  /**
   * A stored column.
   *
   * @param name the column
   * @param level where it is wanted
   * @param required whether it must be there where it is read
   * @param modelInput whether only a model reads it: an estimate whose model outputs are columns
   *     does without it
   */
  public record ColumnRequirement(String name, Level level, boolean required, boolean modelInput) {}

  /**
   * A model output.
   *
   * @param role role with version
   * @param output the output
   * @param column the column that stands for it in files
   * @param level where it is wanted
   * @param trained whether a loss differentiates it
   */
  public record OutputRequirement(
      String role, String output, String column, Level level, boolean trained) {}
}
