package dev.perfusion.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.gate.compare.Pairing.Wish;
import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoresTest {
  @TempDir private Path root;

  /** A machine; {@code siblings} are the lists of hyperthreads that share a core. */
  private Cores machine(String allowed, int processors, String... siblings) throws IOException {
    Path status = Files.createDirectories(root.resolve("proc/self")).resolve("status");
    Files.writeString(
        status, "Name:\tjava\nCpus_allowed:\tf\nCpus_allowed_list:\t" + allowed + "\n");
    for (String list : siblings) {
      for (int core : Cores.list(list)) {
        Path topology = root.resolve("sys/devices/system/cpu/cpu" + core + "/topology");
        Files.writeString(
            Files.createDirectories(topology).resolve("thread_siblings_list"), list + "\n");
      }
    }
    return Cores.of(root, processors, true);
  }

  private static void refused(Cores cores, int perSide, String why) {
    assertThat(cores.pairing(Wish.AUTO, perSide)).isEqualTo(Pairing.alternate());
    assertThatThrownBy(() -> cores.pairing(Wish.DUET, perSide))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("alternate");
  }

  @Test
  void whereBothSidesHaveCoresOfTheirOwnThereIsADuet() throws IOException {
    Cores four = machine("0-3", 4);
    assertThat(four.pairing(Wish.AUTO, 2)).isEqualTo(Pairing.duet("0,1", "2,3"));
    assertThat(four.pairing(Wish.DUET, 1)).isEqualTo(Pairing.duet("0", "1"));
    assertThat(four.pairing(Wish.ALTERNATE, 2)).isEqualTo(Pairing.alternate());
    refused(four, 3, "each side needs 3 cores of its own, and this process may use 4");
  }

  @Test
  void twoCoresAreEnoughForOneCoreEach() throws IOException {
    Cores two = machine("0-1", 2, "0", "1");
    assertThat(two.pairing(Wish.AUTO, 1)).isEqualTo(Pairing.duet("0", "1"));
    refused(two, 2, "may use 2 (2 physical)");
  }

  @Test
  void onlyTheCoresOfThisProcessCount() throws IOException {
    assertThat(machine("2-3,6-7", 4).pairing(Wish.AUTO, 2)).isEqualTo(Pairing.duet("2,3", "6,7"));
  }

  @Test
  void hyperthreadsOfACoreStayOnOneSide() throws IOException {
    Cores cores = machine("0-7", 8, "0,4", "1,5", "2,6", "3,7");
    assertThat(cores.pairing(Wish.AUTO, 2)).isEqualTo(Pairing.duet("0,4", "1,5"));
    assertThat(cores.pairing(Wish.AUTO, 1)).isEqualTo(Pairing.duet("0", "1"));
    assertThat(cores.pairing(Wish.AUTO, 3)).isEqualTo(Pairing.duet("0,1,4", "2,3,6"));
    refused(machine("0,4", 2), 1, "may use 2 (1 physical)");
  }

  @Test
  void aContainerMayHaveLessTimeThanCores() throws IOException {
    refused(machine("0-63", 2), 2, "may use 2");
  }

  @Test
  void withoutTheMeansToBindThereIsNoDuet() throws IOException {
    machine("0-3", 4);
    refused(Cores.of(root, 4, false), 2, "there is no taskset");
  }

  @Test
  void whereNothingIsKnownOfCoresSidesTakeTurns() {
    refused(Cores.of(root.resolve("no-linux"), 8, true), 1, "(0 physical)");
  }
}
