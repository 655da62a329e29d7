/** Where contexts start, by the name of their set. Written by lab/context-tables/context-training.ts; never edited by hand. */
export const CONTEXT_TABLES: Readonly<Record<string, string>> = {
  alive: '*FrPS4y3eepXZ8r_XvvHcHe1TFr_VsqnYIXkOXsvW_ilWXMGHosvZ2XjRkEzFD',
  cameraLength:
    'AwAwIgEQLQQg-Q*EFwzwwAsgNw*YLQLQewQAwA*GvA*AwA*FCAFckPS-dgTA4Q*DMwW_hw4wbQHw*DCAFwU_wQqgkwtQ*DRArQmfkwXgSw*DBQCvQgSRlyaV6g*DwAW3YvwQdgaQ*DCQCQCQNRgfcg4g*FigcvsgkA*DBQBQBXLwIRHR-g*ERAWwwQhfQh*cPwTlXstwYBPw3AwQex-w',
  cameraMagnitude:
    'HfCAFeDQCQBAP-CwOwUwcAjgtQtQ*MgfJgJgJgJgJgJgJgJgJg2g*PMwMwMwMwMwMwMwMwhwTATAtA*OO_EQPUMQPwGQGQGQZAaQXgOwOwOwxQ*LUyEgMwEwhQIgIgIgIglwwQ*PM_DrIfIfGtCAYPIgOwUQeQhQNwyQ*MM_FQL-NwHfCAKwLwTEL_SwigYAKwiAvA*KFQCfESIvI_BgGvHeIfXvQOYPQgXg4Q*LDPCAE-DzEuBAIfDAJPO_Z_cPJwdvVAkwzQ*JITDBBwDXCPBAC_DcL_NwW1cvVGdgeAvgog*JGQEeCvIwDSBAEQBQDxIiOfXvePWwlwhwwQ*JB_BACfBAEgBACvDAC_MQGvN_SfZPcPoBwPtQ*jZwZwZwmQ*WjvtPyw*Xefngefzw*WmWgfiAqgbQtA*UbSfzdtcgwQIgcgMQaQQAwA*PVHafeeYvhQEgYvfwKATghQtw*OPfSeWVYsbfPwWfhfivcgewsg*OOfI_RPQvVCHWW-TvoPwQZwewrA*NI_FJKHL3L-FVQjN5Z1kPvBwQbwtw*MFPB_GvDVGHGgITInWydjivqvugwQ*MLQBeC5CdCPAoCfHgGPN2YFiFl_tfvvxw*K339w*Yz35PkAQAwA*Vmf1g2Arw*Wmd0HtXoPdgwA*UZ_tPz_wQRgTghQtw*SWfkPl0l4k7YvTAXgqgqg*QLfZOdvXvilbRl0eBcvxw*QMFMfS_RqQnIfUZhSyxnvmfog*OG7HYI9K-LXIuL0QPdvwQxQhQog*NCPDOCaDuE8G-FPLYROiL6P2Q*OBdC9CTCNCgBsBmEuKKSfhewQ3w*NDwDeDwDwDwDwDwDwDwJvRPaf0OzQ*M332gvAyQ*Wyc9v1vtA*Wpd6uzUoPlwtA*UiL2ny_p_kwaQRAvA*SZPvqr4uvpQkwSwSwtQ*RQPmak7jrkesv0wmQ*SKtW_aecqUccPYtr_4w*RF_LfNfO_RtRvOfbaov6A*QDvIfIfHvJfKvMdS_hfp94g*PCeE_JdGsNxGfDMRlTvjvdvzQ*ONwNwNwNwgQPwUQgfVgqg',
  cameraMoves: '*AAw*AAw*CAw*GAw*OAw*eAw',
  cameraSign: 'RDk_y0L2jv32M2b_vj',
  cameraStep: '*A_QCR*AGAfw*CHiUwvg*FVgViWSbRfx9A*MVgURbQVgUwOROROxTBXv',
  count: '*A_w7A*A5w_g*B1grQZA*EzwlwigmQeA_Q',
  descend: '*HAw301UpSAg1kz0nCAgr1pWZDAge0eDOV',
  detail:
    'wW4z3hsgrA*Se_zQtw*Ue45V3xwQkw*SVP1U0ztfvA*SN1sj2Rsgtw*SK8k0xzqhzTmQ*RIrW0nBr02VmQ*RJsMwUSjipfng*R2D533Ctw*Tpwsg*Vyx3yzf0A*Tpx01wXiPlwmQ*ReRzYskkftQ*SWxr_zRoAmQ*SUxclhSxQ*r7n5DzzhQlw*Sp1vAlw*UyZ7Quvkw*TrJ2ZwQpQ*TjurTt_kfkw*Sivr1gfnPlw*SafUyr_kfkw*Skw*W8C4vomcgrQ*Sug*W3B0wl_tQ*Try6KrA*Uk0qvtQmQ*TbSr0ug*UaQaQlw*sxX4V2JtP0w*Sey0wrQpw*TkX2m1S3AjgmQ*Rcty1yTtdtSug*RVuw0xzp-0Qpw*RTMpUvjnF1jwQpQ*QQPZJoEkYvkw_wQkw*PQvRlZ1YjujtSrHkw*P5H8W5Qog*TmZ5Q*VyU7l7Qqg*Tni7F7ftQ*ThT1Sy_0ApQ*Sdkt0x932tA*SbViok6k_0Rlw*RYGQEe_XvwQkw*R8m6Y0WeQpw*Sx_0AbQbQbQkw*R3s73rwpwkw*SxY3-yfpwlw*Sql010_dgsg*SnotUuuvApw*Sf9ryt-mfpQ*SYvcgjvlw*T-87yww*U2Q*W6J7ywQmQ*T3I6fpQmQ*TtE1uoPpw*Tp_vFuvpw*Tl2jvYPtw*rwL2Hz30Dpfxw*RoPuv1glwkw*SnK1ozfviyQpQkA*Qhbvq1nohzQxw*Rbdr4sluoqh0wpQ*QWenHonp2zS3wigjg*PRPbYgdh5vm3izw*QNeQvU4TNkSzR2Ang*P5H3W3PvgkQkw*R0W4gkQ*Ux25n0Wvgrwkw*Rqn021u2zzQ*Sl3y3yfwQ1QmQ*RdptMvqt1uv2ekw*QU4hannojxywyvA*QQnO-VvbTrCx0yRkQ*P6I6_yfjgnApQ*R0Y3fog*U0I6FySiPzQ*SxY2FxRtAgQrw*Rqmt2x1wQugpw*RkLpWsvtfvgtQ*Rcuf-h_ikp_zQkw*QZIVjdkfyZPsvpw*Q9p71y_nglw*S3g2Q*V6d6f7wkw*Ty-431vfwogkQ*RwP3hoPhQyw*SpYyTujovyw*Sh0dlojjvtPpw*RTvYBaXfzkfk_lw*QrYqnjocrgVkFokzTuvpQ*Nr_yfmQyQ*Tk-tHolkzvirUuveQqg*Of_p7nPdtspxX1gpw*Pbfk9kWgfikwQ2wtQ*PWfgdgdhamfvj3O0w*PRuYKZLaYhanlrf5Rug*OKvN4RKP3YGkEul0P3Ajg*N22w0tTnip_0Atw*Q4vyQpw*UtVx3reoihyoP5Q*QpWupqvhfnmugoAww*Pipr3nvmZtPlwWw3g*Pack-juf9tPuv4gYgrw*OSbZPdvbfjlvE0foAxw*OLcL-RPRmVneTl2p1y5yfng*MvPt_l-afnPoPvgwAkw*OwQ4QdgnA*Tr8vHsvnIov0wtQ*QoNrIiok_uvugzw*QjtovkLfztzwQrwpQ*PeNkMhfhXnkr0yQkAng*OVucuZPYvl1oFoC4g*PP_P7UfRtaYe-ivl_xwkw*N5m0Xsqqg2AoA*RwQ2Alw*UyYzftzgQp_kwugkw*PssvFtyl1hQpwogog*Pnqr_tPk_ihwRewqg*PgdnPkfkfwQ30wQ*QXtePdvYviPrA6wkw*PRJOdWYSfbTafnvsvsvng',
  flowPeriod: '*A_gAg*B_g*DAg*J_g*T_g',
  flowStep: '*AYAAw_g*AEg8w*CKgdgew3A*GKgbQhQeAkQ3A*PKgkwngqgeAeQfwhQtw3A',
  lightCount: '*AkQnAQg',
  lightLength:
    'BQXgjgeQrAvg*EgQhw3wtwhQ*ZGwOwsgSQtw*FUQqg*Atw*FDgWwrx0w*GIgPwnA*GEgEgaQsgug*GWQewug*FFQFQFQSy5Q*HMQp2*FOQOQOQOQW_wQpQ*GVgvgpQ*DWQWQWQWQWQpQ*IWQ*dqgk_PwivaWvtwQrQpQ',
  lightMagnitude:
    'JQSeYAFwKgHQIQVgewPQbQnApw*N6w*ZgftAzQ*XhQl_hQTgsg*VVvl6Z_ZwOwOwxQ*TQgQghwSwk_RgdgVgVgVgqg*PMwUfNwVgGgGgdvJQWQkwTAtA*OJ_EQEQK_PwJgS-bQjgww*QFwFwUQOQMPQgJwPwTgwQug*PSfSwKgKgKgKgKgKgUQWQxQ*PQgQgQgQgQgQgQgQgQgQgvg*qr_3Q*Yretwsg*XhW1evg*XRhtfVgOwxQ*VWfimovigvg*VN_pzePl_igf_pQ*TThfxRgk4PRRvPwcAigqg*QGPVrQPS3NfK_O_Pwkfyw*QPwGfM6GPJfLfUQO_hRiDuvqg*OEgE-KPPwLfJfMfUQbdk_wQpw*OMwMwMwU_NQNQngWQWQWQpw*ql_3ApQ*Xup5Q*Ygfwx1g*Xf_4kp_pw*Wf40Pugpw*WVvjvinVgdjwQpw*TOfUfb_kfl_afvg*TN-cuWfbfVPZ_gQVgqg*RVPWwWfafQgewqg*_*kqjyw*YwQzQ*Yju1g*YujrQ*YYPnvrQ*XZ_f_pQ',
  lightMapStep: '*ABQ*Aig*BCA9w*EDh9w*KPwgQvg*XPwhQvgvg2A',
  lightSeriesStep: '*AQgDA-g*AM0Yv*CJwe_ivl_*GPwdvbfckewl_5Q*NvgewogPwYg0fHggQtwcvZPlwaQrw',
  lightSign: 'e1l_Z-jvjtgbe-iuoj',
  low: 'vDVpUWUfQvNUTmRPVveyf_nAcAzQ*Mx3rKiPdvXmURVAdvewhQ1Q*PdmjvZ6UfWyQvTuW4jvwQZAigtw*NNYWYQoOfQvKuOwWSbUtf0QSQSQtw*MFfC1HEFoEkEmEvJ_OfXqigdn0PzQ*n31onhUbzYoSeWfWfkQqgvg*PoGp4ivbfTLMCTgQPUwnPcgrAtw*NS3WeUYW_TuUfRPYvafivWwaQsgtw*MGYFkHHEpF2F_HBI4MTYBaRchkxpUwQqg',
  mapSign: 'PUMDhe*AvmySgaf7iKeXgfive1e3aWe6cEeajtgfgYoHkFh_QOYoePVIf_nOf_pXx1gWkDsmcihfjkSfTkZMcke0hQcmgfcjiPYvQr',
  mapStep: '*ACQCg8A*AFgZA-g*BTgJAZAig-g*FTgUQNwZAcgfwkQyQ*NTgaQfwKwZwUQcAbweAdghQlwoAyQ5w',
  modeLength:
    'AgBgEgMAdgbw_g*DDgPQgQkQogbQ*YGwSQUQJwVgMAzQ*DRgtQ*AUQ*Akw*DCwCwb_TgRvvgtQ*EWQUwkwtAtQ*DAgBwIenikQoA5A*DNwbQohxQTEVA*DAgAgA8I1rzvp-A*DWQbQZ_lztwww*DAgBgBSC_aVni_Q*DNwaQRAWfpVnG*DAgBgAwDRIxRi_g*DngngbQUfnmYj*cOwkAWfhSTkkUkfoEZE_g',
  modeMagnitude:
    'MBEvGcEMFvAgGeCvJ_O_UUcgoArQ0ApQkw*JSRGgHQN_PwCATvWwkQwQkwjg*OS4I_P_HFPxEQRvKAeQkAxwtQ*OS0F3QhNVTvBAYlGgbwngtwvA*OTmIeL_NaP1BAVnMAW0jibwf_gQqgmQ*LUYGlNaJhQkAgWxPwaRcutQigeQlwnA*LRPGmKlKHO_AmN_HPZ4gfstaQlwtQpQ*LOYFvJcGuMIAgOVHDUfiPjgnAwAdgZArA*KMHE_FsGPJPAgO2G6S_dohfovhQmQwwkQ*KHFC-EuE0HuA_GkEeO_Ufdvl_ewoAwwog*KEzBBDgDgFzAsGBC_OxVPYCdvgfwQogqg*KCMBFBbEQDyAwEfDAGTK8S-cPiOhwogrAlw*Jy1fwjgaQrwMwWwPQww*R05svtepwpQ*Vpff0l_VheQHAhQbwMAzw*QnsafpSlzovOQpQSQtw*Rf3ZEgZWzf6KwcvpQYg2w*QbaSYcqYKeVJRexYuxwwwpw*PTvN6W3W2YqHfZ_QPji0Pywvg*ON_KJPfNfU3FvXpTqk1uv2Q2Q*OJMF-JfJIM_D_P4Nbgfqv3Rxwogpw*MGcDeFOFPH_CMI_IfTvget-5Q5A*NDfBvDfCOFqA_F5EuN_WfgevP5gyw*MCtBWDnFwB-BLC_DSGPMPW_iPr_1fzw*Lx17ujgfw0w*Vt44svPxQww*Vnv1Xx_ogl_yQXgog*Se_w4slpUnAcglwLQPwigtA*PYMssoJl_iOcvp_xwxQ*RS_hfiJiHkXTlYuqsrfpQhQsg*OOeVuZ_bfZ3U_doeIwf2Qfwww*OJfN-PfRPTqOfTvZPp_2_twkQvA*NFfIfIrK-LfI_NfTPe-oo2wtAhQug*MDOEvFPFoE_EPH_I_WfeFr34uxQcApQ*LDOCHBvDOEODGD7DvJIVvl_pfx_4Q*MBgCABfBgEQBuB-CmEeLzUdeHtPzVvg*L3P_O8gnA*Wx9-v0QxQnAkA*Upb8p232RwQhwewkQ*SgW5626w-wfhfrQkw*SXp0Xzeyftfp_nAkAog*RQLl6t3out_hfl_wQzQ*RJvVqe3hXgbgfgfr_wQ3w*QGOM8QvRvWeW0W_pfmeYA5Q*PFPFuJ-JlHvNfJfXuvPwQ3g*PDuE_EvERG_HxFRK_aff_wQ3A*OEgQvFQFQFQFQFQHeKPFQwQ3A*OVAVAVAVAVAVAVAVAVAgfWwpQ',
  modeSign: 'Wzf2l0VlhfqkbTimoj',
  seriesStep: '*A2QIw_gDgew9A*ALQRAZwkwwA2A*CUwTAZwZwdgewkQrw6Qww*GpQigYAaQgQcgigfwfwfwcgewkQbwww7wewcAtQZw',
  step: 'RPb5dne2afgRaSrboA0w*QCfH_J_L_N_N_OyXmp_7Q0w*PHJOzO_NzM4KPSwcF3g4w*QKnU4VkXmRvYvYhigwQ1Q',
  stepSign: 'VP7W41cm',
  tools: '*A-Q9Q2Q4w_ArQ4Q',
};
