//! The sequence diagram as text. The first two are the overview's diagrams,
//! with real ballots, slots and values.

use antipaxos_figure::{ascii, ascii_until};
use antipaxos_simulator::Session;

#[track_caller]
fn prints(scenario: &str, expected: &str) {
    let session = Session::open(scenario).expect("the scenario is right");
    assert_eq!(ascii(session.run()), expected.trim_start_matches('\n'), "\n{}", ascii(session.run()));
}

#[test]
fn basic_paxos_prints_the_overviews_first_diagram() {
    prints(
        "protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n",
        "
Client      Replicas
            A  B  C
  #-------->|  |  |  Request(set x 1)
  |         #->|->|  Prepare(1.A)
  |         |<-#--#  Promise(1.A, {none, none})
  |         #->|->|  Accept(1.A, set x 1)
  |         #<>#<>#  Accepted(1.A)
  |<--------#  |  |  Response(ok)
",
    );
}

#[test]
fn multi_paxos_prints_the_overviews_second_diagram() {
    prints(
        "protocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\n",
        "
Client      Replicas
            A  B  C
  #-------->|  |  |  Request(set x 1)
  |         #->|  |  Forward(set x 1)
  |         |<-#->|  Accept(1.B, #1, set x 1)
  |         #<>#<>#  Accepted(1.B, #1)
  |         |<-#  |  Response(ok)
  |<--------#  |  |  Response(ok)
",
    );
}

#[test]
fn five_replicas_pass_through_the_lanes_between() {
    prints(
        "protocol multi learners=leader\nreplicas A B C D E\nleader C\nat 0ms c1 asks C: set x 1\n",
        "
Client      Replicas
            A  B  C  D  E
  #-------------->|  |  |  Request(set x 1)
  |         |<-|<-#->|->|  Accept(1.C, #1, set x 1)
  |         #--#->|<-#--#  Accepted(1.C, #1)
  |         |<-|<-#->|->|  Learn(#1, set x 1)
  |<--------------#  |  |  Response(ok)
",
    );
}

#[test]
fn separate_roles_have_longer_names_and_wider_lanes() {
    prints(
        "protocol basic
proposers P1 P2
acceptors A1 A2 A3
network manual
start P1: set x 1
deliver Prepare P1->A1 A3
deliver Promise A1 A3->P1
start P2 round 2: set y 2
deliver Prepare P2->A3
drop Accept P1->A1
deliver Accept P1->A3
",
        "
  Nodes
  P1  P2  A1  A2  A3
  *   |   |   |   |   P1 starts a ballot
  #------>|--.|-->|   Prepare(1.P1)
  |<------#-------#   Promise(1.P1, {none, none})
  #------x|--.|-->|   Accept(1.P1, set x 1)
  |   *   |   |   |   P2 starts a ballot
  |   #--.|--.|-->|   Prepare(2.P2)
  |   |.----------#   Promise(2.P2, {none})
  |.--------------#   Nack(1.P1, promised 2.P2)
",
    );
}

#[test]
fn a_node_that_is_down_has_a_dotted_lane_and_gets_nothing() {
    prints(
        "protocol multi
replicas A B C
leader A
at 0ms c1 asks A: set x 1
at 5ms crash C
at 60ms restart C
until 65ms
",
        "
Client      Replicas
            A  B  C
  #-------->|  |  |  Request(set x 1)
  |         |  |  X  C crashes
  |         #->|-x:  Accept(1.A, #1, set x 1)
  |         #<>#-x:  Accepted(1.A, #1)
  |<--------#  |  :  Response(ok)
  |         |  |  O  C restarts
  |         |.----#  CatchUp(#1)
",
    );
}

#[test]
fn several_clients_have_a_lane_each() {
    prints(
        "protocol multi
replicas A B C
leader A
at 0ms c1 asks A: set x 1
at 100ms c3 asks A: get x
",
        "
Clients         Replicas
  c1  c3        A  B  C
  #------------>|  |  |  Request(set x 1)
  |   |         #->|->|  Accept(1.A, #1, set x 1)
  |   |         #<>#<>#  Accepted(1.A, #1)
  |<------------#  |  |  Response(ok)
  |   #-------->|  |  |  Request(get x)
  |   |         #->|->|  Accept(1.A, #2, get x)
  |   |         #<>#<>#  Accepted(1.A, #2)
  |   |<--------#  |  |  Response(1)
",
    );
}

#[test]
fn what_two_messages_of_a_row_meet_with_is_said_in_words() {
    prints(
        "protocol multi
replicas A B C
leader B
at 0ms c1 asks A: set x 1
on first Accepted C->B: drop
on first Accepted A->B: drop
until 55ms
",
        "
Client      Replicas
            A  B  C
  #-------->|  |  |  Request(set x 1)
  |         #->|  |  Forward(set x 1)
  |         |<-#->|  Accept(1.B, #1, set x 1)
  |         #<x#x>#  Accepted(1.B, #1)
",
    );
}

/// B has the Prepare and has answered; C's copy is on its way.
#[test]
fn a_run_that_is_cut_short_shows_what_is_under_way() {
    let session = Session::open("protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
    let session = session.expect("the scenario is right");
    let expected = "
Client      Replicas
            A  B  C
  #-------->|  |  |  Request(set x 1)
  |         #->|-.|  Prepare(1.A)
  |         |.-#  |  Promise(1.A, {none})
";
    assert_eq!(ascii_until(session.run(), 3), expected.trim_start_matches('\n'));
    assert_eq!(ascii_until(session.run(), u32::MAX), ascii(session.run()));
}
