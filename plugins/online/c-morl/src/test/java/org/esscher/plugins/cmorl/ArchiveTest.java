package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.esscher.plugins.cmorl.Archive.Member;
import org.junit.jupiter.api.Test;

/** Check 7, and what the archive keeps. */
class ArchiveTest {
  private static Archive with(Archive archive, double... point) {
    return archive.welcomes(point)
        ? archive.with(new Member(archive.freeSlot(Set.of()), List.of(point[0], point[1]), false))
        : archive;
  }

  private static Archive of(double[]... points) {
    Archive archive = new Archive(List.of());
    for (double[] point : points) {
      archive = with(archive, point);
    }
    return archive;
  }

  @Test
  void check7_noMemberIsDominated() {
    Random random = new Random(1);
    Archive archive = new Archive(List.of());
    for (int i = 0; i < 500; i++) {
      // A coarse grid, for equal values and equal points.
      archive = with(archive, random.nextInt(40), random.nextInt(40));
      List<double[]> points = archive.points();
      assertThat(Front.nonDominated(points)).hasSize(points.size());
      assertThat(archive.members().stream().map(Member::slot).distinct()).hasSize(points.size());
    }
  }

  @Test
  void check7_noneIsSelectedTwice() {
    Random random = new Random(2);
    Archive archive = new Archive(List.of());
    for (int i = 0; i < 60; i++) {
      double angle = random.nextDouble() * Math.PI / 2;
      archive = with(archive, Math.cos(angle), Math.sin(angle));
    }
    int members = archive.members().size();
    Set<Integer> selected = new HashSet<>();
    for (int round = 0; round < members; round++) {
      List<Member> chosen = archive.loneliest(7);
      chosen.forEach(member -> assertThat(selected.add(member.slot())).isTrue());
      archive = Archive.restored(archive.selected(chosen).save());
    }
    assertThat(selected).hasSize(members);
    assertThat(archive.loneliest(7)).isEmpty();
  }

  /** The ends first, then by distance: (1, 9) has 4/10 + 4/10, (3, 7) 6/10 + 7/10. */
  @Test
  void theLoneliestComeFirst() {
    Archive archive =
        of(
            new double[] {1, 9},
            new double[] {0, 10},
            new double[] {3, 7},
            new double[] {7, 2},
            new double[] {10, 0});

    assertThat(archive.loneliest(4).stream().map(Member::slot)).containsExactly(1, 4, 3, 2);
  }

  @Test
  void theCrowdedAreLeftOut() {
    Archive archive =
        of(
                new double[] {1, 9},
                new double[] {0, 10},
                new double[] {3, 7},
                new double[] {7, 2},
                new double[] {10, 0})
            .pruned(new double[] {-1, -1}, 4);

    assertThat(archive.members().stream().map(Member::slot)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void membersBelowTheReferenceGoUnlessThereAreNoOthers() {
    Archive archive = of(new double[] {0, 10}, new double[] {3, 7});

    assertThat(archive.pruned(new double[] {1, 1}, 5).points())
        .containsExactly(new double[] {3, 7});
    assertThat(archive.pruned(new double[] {5, 5}, 5)).isEqualTo(archive);
    assertThat(new Volume(new double[] {5, 5}).of(archive.points())).isZero();
  }

  @Test
  void placesAreUsedAgain() {
    Archive archive =
        of(new double[] {1, 1}, new double[] {0, 2}).with(new Member(7, List.of(2., 2.), false));

    assertThat(archive.members()).hasSize(1);
    assertThat(archive.freeSlot(Set.of(0, 2))).isEqualTo(1);
  }
}
