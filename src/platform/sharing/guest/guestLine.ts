import { type ExchangeRequest, type Parcel, parcelVersion } from '../../../protocol/parcels.ts';
import { largestServerFrame } from '../../../protocol/wire.ts';
import { reasonOf } from '../../../util/humanError.ts';
import { ParcelChannel } from '../parcelChannel.ts';

export interface GuestLineOptions {
  /** Gives the host a parcel for what waits there. */
  readonly exchange: (request: ExchangeRequest) => Promise<Parcel>;
  /** For the output channel; holds no secret. */
  readonly report: (detail: string) => void;
  /** Nothing goes over it any more. */
  readonly onOver: () => void;
}

/** Carries the parcels of a guest's channel to the host and back, one exchange at a time. */
export class GuestLine {
  readonly channel: ParcelChannel;
  readonly #id: string;
  readonly #options: GuestLineOptions;
  #number = 0;
  #isUnderWay = false;
  #isRung = false;

  /** @param id of the channel, which nobody but the host must learn. */
  constructor(id: string, options: GuestLineOptions) {
    this.#id = id;
    this.#options = options;
    const onWaiting = () => void this.#carry();
    this.channel = new ParcelChannel({ largest: largestServerFrame, onWaiting });
  }

  /** Something may wait at the host, if only to be told that there is a channel. */
  ring(): void {
    this.#isRung = true;
    void this.#carry();
  }

  async #carry(): Promise<void> {
    if (this.#isUnderWay) {
      return;
    }
    this.#isUnderWay = true;
    const { channel } = this;
    try {
      while (!channel.isOver && (this.#isRung || channel.isWaiting)) {
        this.#isRung = false;
        const answer = await this.#exchange(channel.pack());
        this.#isRung ||= answer.isMore;
        channel.unpack(answer);
      }
    } catch (error) {
      const detail = reasonOf(error);
      if (!channel.isClosed) {
        this.#options.report(`The way to the session over Live Share broke: ${detail}.`);
      }
      channel.abandon({ cause: 'gone', detail });
    }
    this.#isUnderWay = false;
    if (channel.isOver) {
      this.#options.onOver();
    }
  }

  #exchange(parcel: Parcel): Promise<Parcel> {
    const number = this.#number++;
    const request = { version: parcelVersion, channel: this.#id, number, ...parcel } as const;
    return this.#options.exchange(request);
  }
}
