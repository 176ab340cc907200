package org.esscher.data;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.esscher.api.EsscherException;
import org.esscher.data.StepRows.Row;
import org.jspecify.annotations.Nullable;

/**
 * The layout of Minari: a group {@code episode_N} an episode, with {@code observations}, of which
 * there is one more than of {@code actions}, {@code rewards}, {@code terminations} and {@code
 * truncations}. An episode that doesn't terminate at its last step was cut off there, whether or
 * not a flag says so.
 */
final class MinariSteps implements LoggedSteps {
  private static final Pattern EPISODE = Pattern.compile("episode_(\\d{1,9})");

  private final String file;
  private final List<Group> groups;
  private int begun;
  private @Nullable Episode current;
  private Hdf5Dataset.@Nullable Shape observation;
  private Hdf5Dataset.@Nullable Shape action;

  MinariSteps(String file, Group root) {
    this.file = file;
    this.groups = episodes(root);
  }

  /** The episodes of a file, by number; none in another layout. */
  static List<Group> episodes(Group root) {
    return root.getChildren().values().stream()
        .filter(node -> node instanceof Group && EPISODE.matcher(node.getName()).matches())
        .sorted(Comparator.comparingInt(MinariSteps::number))
        .map(Group.class::cast)
        .toList();
  }

  private static int number(Node group) {
    return Integer.parseInt(group.getName().substring(group.getName().indexOf('_') + 1));
  }

  @Override
  public int episodes() {
    return begun;
  }

  @Override
  public double fraction() {
    double unread = current == null ? 0 : 1 - (double) current.at / Math.max(1, current.length);
    return (begun - unread) / Math.max(1, groups.size());
  }

  @Override
  public @Nullable StepRows next(int most) {
    while (current == null || current.at == current.length) {
      if (begun == groups.size()) {
        return null;
      }
      current = new Episode(groups.get(begun));
      begun++;
    }
    return current.next(most);
  }

  /** The shape of this file's other episodes. */
  private Hdf5Dataset.Shape same(
      Group group, String name, Hdf5Dataset.@Nullable Shape before, Hdf5Dataset.Shape now) {
    if (before != null && !before.equals(now)) {
      throw EsscherException.data(
          "%s: the %s of %s are %s, but in the episodes before %s; read them separately",
          file, name, group.getName(), now, before);
    }
    return now;
  }

  /** One group. */
  private final class Episode {
    private final String name;
    private final Hdf5Dataset observations;
    private final Hdf5Dataset actions;
    private final Hdf5Dataset rewards;
    private final Hdf5Dataset terminations;
    private final Hdf5Dataset truncations;
    private final Hdf5Dataset.Shape observed;
    private final Hdf5Dataset.Shape acted;
    final int length;
    int at;

    Episode(Group group) {
      name = group.getName();
      actions = Hdf5Dataset.required(file, group, "actions");
      length = actions.rows();
      observations =
          Hdf5Dataset.required(file, group, "observations")
              .rows(length + 1, "one before each action and one after the last");
      rewards = perAction(group, "rewards");
      terminations = perAction(group, "terminations");
      truncations = perAction(group, "truncations");
      rewards.numbers();
      observed = same(group, "observations", observation, observations.numbers());
      acted = same(group, "actions", action, actions.numbers());
      observation = observed;
      action = acted;
    }

    private Hdf5Dataset perAction(Group group, String data) {
      return Hdf5Dataset.required(file, group, data).single().rows(length, "one for each action");
    }

    StepRows next(int most) {
      int count = Math.min(most, length - at);
      double[] states = observations.read(at, count + 1);
      double[] moves = actions.read(at, count);
      double[] rewarded = rewards.read(at, count);
      boolean[] terminated = terminations.flags(at, count);
      boolean[] truncated = truncations.flags(at, count);
      StepRows rows = new StepRows(observed, acted, count, this::where);
      for (int i = 0; i < count; i++) {
        boolean last = at + i == length - 1;
        if (!last && (terminated[i] || truncated[i])) {
          throw EsscherException.data(
              "%s: the episode ends here, but %d steps follow; split it there",
              where((long) at + i), length - 1 - at - i);
        }
        rows.add(
            begun - 1L,
            at + i,
            new Row(states, i),
            new Row(moves, i),
            rewarded[i],
            new Row(states, i + 1),
            terminated[i],
            last && !terminated[i],
            (long) at + i);
      }
      at += count;
      return rows;
    }

    private String where(long step) {
      return file + ", " + name + ", step " + step + " (from 0)";
    }
  }
}
