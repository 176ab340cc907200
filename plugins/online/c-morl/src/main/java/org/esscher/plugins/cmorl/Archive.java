package org.esscher.plugins.cmorl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.State;

/**
 * Policies that no other one dominates, by where their parameters are kept and what they return.
 * Immutable.
 *
 * @param members in the order of their arrival
 */
record Archive(List<Member> members) {
  Archive {
    members = List.copyOf(members);
  }

  /**
   * A policy.
   *
   * @param slot the number of the place where its parameters are kept
   * @param returns its return, an objective each
   * @param selected whether it was extended before
   */
  record Member(int slot, List<Double> returns, boolean selected) {
    Member {
      returns = List.copyOf(returns);
    }

    double[] point() {
      return returns.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  List<double[]> points() {
    return members.stream().map(Member::point).toList();
  }

  /** Whether a policy of these returns would be a member: none is as good or better. */
  boolean welcomes(double[] point) {
    return members.stream()
        .map(Member::point)
        .noneMatch(each -> Front.dominates(each, point) || Arrays.equals(each, point));
  }

  /** With a welcome member, and without those that it dominates. */
  Archive with(Member member) {
    List<Member> kept = new ArrayList<>(members);
    kept.removeIf(each -> Front.dominates(member.point(), each.point()));
    kept.add(member);
    return new Archive(kept);
  }

  /**
   * What is kept at the end of a round: members above the reference, if there are any, and of those
   * the loneliest.
   *
   * @param reference a point
   * @param size how many at most
   */
  Archive pruned(double[] reference, int size) {
    List<Member> above =
        members.stream().filter(each -> Front.above(each.point(), reference)).toList();
    Archive kept = above.isEmpty() ? this : new Archive(above);
    if (kept.members.size() <= size) {
      return kept;
    }
    Set<Integer> lonely = new LinkedHashSet<>(kept.byCrowding().subList(0, size));
    return new Archive(
        IntStream.range(0, kept.members.size())
            .filter(lonely::contains)
            .mapToObj(kept.members::get)
            .toList());
  }

  /** Indices, the largest crowding distance first; equals in the order of their arrival. */
  private List<Integer> byCrowding() {
    double[] distance = Front.crowding(points());
    return IntStream.range(0, members.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -distance[i]))
        .toList();
  }

  /**
   * The loneliest members that were not extended before.
   *
   * @param count how many at most
   */
  List<Member> loneliest(int count) {
    return byCrowding().stream()
        .map(members::get)
        .filter(member -> !member.selected())
        .limit(count)
        .toList();
  }

  /** The same, with some members noted as extended. */
  Archive selected(List<Member> chosen) {
    return new Archive(
        members.stream()
            .map(
                each ->
                    chosen.contains(each) ? new Member(each.slot(), each.returns(), true) : each)
            .toList());
  }

  /** The lowest number that no member has, nor is it reserved. */
  int freeSlot(Set<Integer> reserved) {
    Set<Integer> taken = new LinkedHashSet<>(reserved);
    members.forEach(member -> taken.add(member.slot()));
    return IntStream.iterate(0, slot -> slot + 1)
        .filter(slot -> !taken.contains(slot))
        .findFirst()
        .orElseThrow();
  }

  State save() {
    return State.empty()
        .with("slots", members.stream().mapToDouble(Member::slot).toArray())
        .with("selected", members.stream().mapToDouble(each -> each.selected() ? 1 : 0).toArray())
        .with(
            "returns",
            members.stream().flatMapToDouble(each -> Arrays.stream(each.point())).toArray());
  }

  static Archive restored(State saved) {
    double[] slots = saved.get("slots");
    double[] selected = saved.get("selected");
    double[] returns = saved.get("returns");
    int width = slots.length == 0 ? 0 : returns.length / slots.length;
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      List<Double> point = Arrays.stream(returns, i * width, (i + 1) * width).boxed().toList();
      members.add(new Member((int) slots[i], point, selected[i] != 0));
    }
    return new Archive(members);
  }
}
